namespace Slipway.LocalHost.Durable;

/// <summary>The rule for instance ids that every Durable Functions backend accepts.</summary>
internal static class InstanceIds
{
    private const int MaxLength = 256;

    /// <exception cref="ArgumentException">The id is empty, too long, or has a character that is not allowed.</exception>
    public static string Validate(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        if (instanceId.Length > MaxLength
            || instanceId[0] == '@'
            || instanceId.AsSpan().IndexOfAny("/\\#?") >= 0
            || instanceId.Any(char.IsControl))
        {
            throw new ArgumentException(
                $"'{instanceId}' cannot be an instance id: it must have at most {MaxLength} characters, none of them / \\ # ? or a " +
                "control character, and must not start with '@'.");
        }

        return instanceId;
    }
}
