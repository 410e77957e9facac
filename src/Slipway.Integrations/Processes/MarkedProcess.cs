namespace Slipway.Integrations.Processes;

/// <summary>A process of ours.</summary>
/// <param name="Id">Its process id.</param>
/// <param name="Start">When it started: an id that was used again has another start.</param>
/// <param name="Run">The run it belongs to.</param>
/// <param name="WorkflowId">Whose; empty for processes that belong to none.</param>
/// <param name="HomeId">Of the data directory.</param>
/// <param name="HostMark">The host that started it.</param>
internal sealed record MarkedProcess(int Id, string Start, string Run, string WorkflowId, string HomeId, string HostMark);
