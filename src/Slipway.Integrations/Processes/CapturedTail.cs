namespace Slipway.Integrations.Processes;

/// <summary>The end of a stream.</summary>
/// <param name="Bytes">The bytes kept.</param>
/// <param name="Truncated">Whether there were more before them.</param>
internal sealed record CapturedTail(byte[] Bytes, bool Truncated)
{
    internal static CapturedTail Empty { get; } = new([], Truncated: false);

    /// <summary>As text for people; see <see cref="OutputText.Tail"/>.</summary>
    internal string Text(int maxBytes) => OutputText.Tail(Bytes, Truncated, maxBytes);
}
