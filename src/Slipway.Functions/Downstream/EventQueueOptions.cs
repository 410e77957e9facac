namespace Slipway.Functions.Downstream;

/// <summary>Where events go for downstream services, in the configuration's section <c>Slipway:Events</c>. Checked at start.</summary>
public sealed class EventQueueOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Slipway:Events";

    /// <summary>
    /// The name of the setting that holds the storage account's connection string, such as <c>AzureWebJobsStorage</c>. Unset, the
    /// default: nothing is sent.
    /// </summary>
    public string? Connection { get; set; }

    /// <summary>The queue: 3 to 63 lower-case letters, digits and single dashes. Made when it is missing. Default
    /// <c>workflow-events</c>.</summary>
    public string Queue { get; set; } = "workflow-events";

    /// <summary>Which events are sent, by name or pattern, with commas between them: <c>workflow.*, step.failed</c>. Empty, the default:
    /// all.</summary>
    public string? Types { get; set; }

    /// <summary>Whether messages are written as Base64, as queue triggers of Azure Functions expect them. Default false: as JSON
    /// text. An event may then have 48 KB instead of 64 KB before its data become an artifact.</summary>
    public bool Base64 { get; set; }
}
