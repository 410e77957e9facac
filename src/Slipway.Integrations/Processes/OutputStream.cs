namespace Slipway.Integrations.Processes;

/// <summary>Which of a process's two streams.</summary>
internal enum OutputStream
{
    /// <summary>Standard output.</summary>
    Output,

    /// <summary>Standard error.</summary>
    Error,
}
