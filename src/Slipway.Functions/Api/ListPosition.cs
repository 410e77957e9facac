using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Slipway.Functions.Api;

/// <summary>
/// Where a list goes on: the host's own continuation token, and how many instances after it have been looked at already. Written as
/// URL-safe Base64 of <c>{skip} {token}</c>.
/// </summary>
/// <param name="Token">The host's; <see langword="null"/> at its beginning.</param>
/// <param name="Skip">Instances after it that are not wanted again.</param>
internal sealed record ListPosition(string? Token, int Skip)
{
    private const int MaxLength = 4_096;

    public static ListPosition Start { get; } = new(null, 0);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListPosition? position)
    {
        position = null;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(Math.Min(text.Length, MaxLength))];
        if (text.Length > MaxLength || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(' ', 2);
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var skip))
        {
            position = new ListPosition(parts[1].Length == 0 ? null : parts[1], skip);
        }

        return position is not null;
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Skip} {Token}")));
}
