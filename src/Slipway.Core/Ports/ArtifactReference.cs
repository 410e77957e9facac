namespace Slipway.Core.Ports;

/// <summary>A large thing kept outside the history, found by the hash of its content.</summary>
/// <param name="Name">What it is called for people, such as <c>plan.md</c>.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the content.</param>
/// <param name="SizeBytes">Length of the content.</param>
/// <param name="MediaType">For example <c>text/markdown</c>.</param>
public sealed record ArtifactReference(string Name, string Sha256, long SizeBytes, string MediaType);
