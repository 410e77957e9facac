namespace Slipway.Integrations.Gates;

/// <summary>A weakness that an audit found.</summary>
/// <param name="Severity">From 0, low, to 3, critical; as <see cref="Slipway.Core.Lifecycle.GateKind.Severities"/> has them.</param>
/// <param name="Subject">The package, or where in the code.</param>
/// <param name="Text">What it is, and where to read about it.</param>
internal sealed record AuditFinding(int Severity, string Subject, string Text);
