namespace Slipway.Core.Ports;

/// <summary>Takes the host's own secrets out of what is to be kept or shown. Thread-safe.</summary>
/// <remarks>Services repeat in their answers what they were sent: whoever passes on what one said asks here first.</remarks>
public interface ISecretMask
{
    /// <summary>A function that gives a text with <c>***</c> in place of each secret that is known now; for what is at hand, not to be
    /// kept.</summary>
    Func<string, string> Current();
}
