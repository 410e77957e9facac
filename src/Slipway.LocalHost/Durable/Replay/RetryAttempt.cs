namespace Slipway.LocalHost.Durable.Replay;

/// <summary>Which attempt of a call that is tried again this is; of a timer, which attempt it delays.</summary>
/// <param name="Kind">What is called, in a word.</param>
/// <param name="Name">Its name.</param>
/// <param name="Number">From 1.</param>
/// <param name="Of">How many there may be; null when a handler decides.</param>
internal sealed record RetryAttempt(string Kind, string Name, int Number, int? Of)
{
    /// <summary>The call in words.</summary>
    public string Call => $"{Kind} '{Name}'";

    /// <summary>The attempt in words.</summary>
    public string Describe() => Of is { } most ? $"attempt {Number} of {most}" : $"attempt {Number}";
}
