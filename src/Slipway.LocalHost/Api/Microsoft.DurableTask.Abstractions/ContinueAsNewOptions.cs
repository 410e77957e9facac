namespace Microsoft.DurableTask;

/// <summary>How an orchestration starts over.</summary>
public class ContinueAsNewOptions
{
    /// <summary>The input of the next generation; null means none.</summary>
    public object? NewInput { get; set; }

    /// <summary>The version of the next generation; null keeps the present one.</summary>
    public string? NewVersion { get; set; }

    /// <summary>Whether events that were not awaited yet go to the next generation. Default true.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;
}
