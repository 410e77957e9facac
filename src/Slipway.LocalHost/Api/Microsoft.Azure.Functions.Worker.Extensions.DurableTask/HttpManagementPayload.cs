namespace Microsoft.Azure.Functions.Worker;

/// <summary>The addresses at which one orchestration is watched and steered; they carry the system key.</summary>
public class HttpManagementPayload
{
    /// <summary>The instance id.</summary>
    public string? Id { get; internal set; }

    /// <summary>DELETE purges it.</summary>
    public string? PurgeHistoryDeleteUri { get; internal set; }

    /// <summary>POST starts it again.</summary>
    public string? RestartPostUri { get; internal set; }

    /// <summary>POST resumes it.</summary>
    public string? ResumePostUri { get; internal set; }

    /// <summary>POST takes it back to before its failure.</summary>
    public string? RewindPostUri { get; internal set; }

    /// <summary>POST sends an event; <c>{eventName}</c> stands for its name.</summary>
    public string? SendEventPostUri { get; internal set; }

    /// <summary>GET gives its status.</summary>
    public string? StatusQueryGetUri { get; internal set; }

    /// <summary>POST suspends it.</summary>
    public string? SuspendPostUri { get; internal set; }

    /// <summary>POST ends it.</summary>
    public string? TerminatePostUri { get; internal set; }
}
