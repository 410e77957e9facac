namespace Slipway.LocalHost.Storage;

/// <summary>An activity that is scheduled and has no recorded result.</summary>
internal sealed record TaskRow(long InstanceKey, int Generation, int TaskId, string InstanceId, string Name, string? Input);
