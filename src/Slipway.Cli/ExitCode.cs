namespace Slipway.Cli;

/// <summary>What the process returns; documented in <c>docs/cli.md</c>.</summary>
internal static class ExitCode
{
    /// <summary>It was done; a watched workflow completed.</summary>
    public const int Ok = 0;

    /// <summary>The workflow failed (and waits for a decision) or was cancelled.</summary>
    public const int WorkflowFailed = 1;

    /// <summary>Standard output cannot be written to, for want of room for example.</summary>
    public const int OutputLost = 1;

    /// <summary>The command line, an input, or what was asked of the workflow is not right; nothing was changed.</summary>
    public const int BadInput = 2;

    /// <summary>The host cannot be reached or started, or it refuses the key.</summary>
    public const int HostUnavailable = 3;

    /// <summary>Ctrl+C. The workflow is durable and goes on.</summary>
    public const int Interrupted = 130;

    /// <summary>The reader of a pipe has seen enough, as of <c>slipway list | head -1</c>.</summary>
    public const int ReaderGone = 141;
}
