using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Worker;

/// <summary>How a worker works.</summary>
public class DurableTaskWorkerOptions
{
    private DataConverter _converter = JsonDataConverter.Default;
    private VersioningOptions? _versioning;

    /// <summary>Which versions of orchestrations a worker runs.</summary>
    public enum VersionMatchStrategy
    {
        /// <summary>All.</summary>
        None = 0,

        /// <summary>Only its own.</summary>
        Strict = 1,

        /// <summary>Its own and older ones.</summary>
        CurrentOrOlder = 2,
    }

    /// <summary>What happens to an orchestration of a version that the worker does not run.</summary>
    public enum VersionFailureStrategy
    {
        /// <summary>It is left for another worker.</summary>
        Reject = 0,

        /// <summary>It fails.</summary>
        Fail = 1,
    }

    /// <summary>
    /// Turns inputs, outputs and events into text. Default: a <see cref="DataConverter"/> among the services, else
    /// <see cref="JsonDataConverter.Default"/>. Setting null sets the default back.
    /// </summary>
    public DataConverter DataConverter
    {
        get => _converter;
        set
        {
            DataConverterExplicitlySet = value is not null;
            _converter = value ?? JsonDataConverter.Default;
        }
    }

    /// <summary>Whether the worker runs entities. Default false; the embedded task hub ignores it.</summary>
    public bool EnableEntitySupport { get; set; }

    /// <summary>
    /// Where longer timers are split. Default three days. The embedded task hub does not split timers and ignores it.
    /// </summary>
    public TimeSpan MaximumTimerInterval { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How much runs at once.</summary>
    public ConcurrencyOptions Concurrency { get; } = new();

    /// <summary>Which versions the worker runs; null means all.</summary>
    public VersioningOptions? Versioning
    {
        get => _versioning;
        set
        {
            _versioning = value;
            IsVersioningSet = value is not null;
        }
    }

    /// <summary>Whether <see cref="Versioning"/> was set.</summary>
    public bool IsVersioningSet { get; internal set; }

    /// <summary>How the worker logs.</summary>
    public LoggingOptions Logging { get; } = new();

    /// <summary>Refuses orchestrations before they run. Experimental in the package.</summary>
    [Obsolete("Experimental")]
    public IOrchestrationFilter? OrchestrationFilter { get; set; }

    /// <summary>Whether the app chose the converter itself.</summary>
    internal bool DataConverterExplicitlySet { get; private set; }

    /// <summary>Copies what is set to the options of a worker's own class.</summary>
    internal void ApplyTo(DurableTaskWorkerOptions other)
    {
        other.DataConverter = DataConverter;
        other.EnableEntitySupport = EnableEntitySupport;
        other.MaximumTimerInterval = MaximumTimerInterval;
        other.Versioning = Versioning;
        other.Logging.UseLegacyCategories = Logging.UseLegacyCategories;
        other.Concurrency.MaximumConcurrentActivityWorkItems = Concurrency.MaximumConcurrentActivityWorkItems;
        other.Concurrency.MaximumConcurrentOrchestrationWorkItems = Concurrency.MaximumConcurrentOrchestrationWorkItems;
        other.Concurrency.MaximumConcurrentEntityWorkItems = Concurrency.MaximumConcurrentEntityWorkItems;
    }

    /// <summary>How much a worker runs at once.</summary>
    public class ConcurrencyOptions
    {
        private static readonly int Default = 100 * Environment.ProcessorCount;

        /// <summary>How many activities run at once; at least 1. Default 100 a processor.</summary>
        public int MaximumConcurrentActivityWorkItems { get; set; } = Default;

        /// <summary>How many orchestrations take a turn at once; at least 1. Default 100 a processor.</summary>
        public int MaximumConcurrentOrchestrationWorkItems { get; set; } = Default;

        /// <summary>How many entities run at once; at least 1. Default 100 a processor.</summary>
        public int MaximumConcurrentEntityWorkItems { get; set; } = Default;
    }

    /// <summary>Which versions a worker runs.</summary>
    public class VersioningOptions
    {
        /// <summary>The worker's version. Default: none.</summary>
        public string Version { get; set; } = string.Empty;

        /// <summary>The version of sub-orchestrations that are started without one. Default: none.</summary>
        public string DefaultVersion { get; set; } = string.Empty;

        /// <summary>Which versions fit the worker's. Default: all.</summary>
        public VersionMatchStrategy MatchStrategy { get; set; } = VersionMatchStrategy.None;

        /// <summary>What happens to those that do not. Default: they are left for another worker.</summary>
        public VersionFailureStrategy FailureStrategy { get; set; } = VersionFailureStrategy.Reject;
    }

    /// <summary>How a worker logs.</summary>
    public class LoggingOptions
    {
        /// <summary>Whether log categories of older releases are written too. Default true; the embedded task hub ignores it.</summary>
        public bool UseLegacyCategories { get; set; } = true;
    }
}
