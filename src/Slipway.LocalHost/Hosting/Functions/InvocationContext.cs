using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Slipway.LocalHost.Hosting.Functions;

/// <summary>One invocation of a function.</summary>
internal sealed class InvocationContext(
    FunctionMethod function,
    FunctionDefinition definition,
    IServiceProvider services,
    CancellationToken cancellationToken) : FunctionContext
{
    private readonly Activity? _activity = Activity.Current;

    /// <summary>The function.</summary>
    public FunctionMethod Function { get; } = function;

    /// <summary>What the function returned.</summary>
    public object? Result { get; set; }

    /// <summary>The request that started it; null when none did.</summary>
    public HttpContext? Http
    {
        get => field;
        init
        {
            field = value;
            if (value is not null)
            {
                Items[FunctionContextExtensions.HttpContextKey] = value;
            }
        }
    }

    /// <summary>The orchestration whose turn it is; null in other functions.</summary>
    public TaskOrchestrationContext? Orchestration { get; init; }

    /// <summary>The operation of an entity; null in other functions.</summary>
    public TaskEntityDispatcher? Entity { get; init; }

    /// <summary>The JSON of an activity's input; null when there is none.</summary>
    public string? ActivityInput { get; init; }

    /// <summary>Values by name that parameters without attribute are bound to.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; init; } = ImmutableDictionary<string, object?>.Empty;

    public override string InvocationId => field ??= Guid.NewGuid().ToString();

    public override string FunctionId => FunctionDefinition.Id;

    public override TraceContext TraceContext => field ??= new CurrentTrace(_activity);

    public override BindingContext BindingContext => new Bindings(Values);

    public override Microsoft.Azure.Functions.Worker.RetryContext RetryContext => NoRetry.Instance;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition { get; } = definition;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features => field ??= new InvocationFeatures();

    public override CancellationToken CancellationToken { get; } = cancellationToken;

    private sealed class Bindings(IReadOnlyDictionary<string, object?> values) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } = values;
    }

    private sealed class NoRetry : Microsoft.Azure.Functions.Worker.RetryContext
    {
        public static readonly NoRetry Instance = new();

        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }

    private sealed class CurrentTrace(Activity? activity) : TraceContext
    {
        public override string TraceParent => activity?.Id ?? string.Empty;

        public override string TraceState => activity?.TraceStateString ?? string.Empty;
    }

    private sealed class InvocationFeatures : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> _features = [];

        public void Set<T>(T instance)
        {
            ArgumentNullException.ThrowIfNull(instance);
            _features[typeof(T)] = instance;
        }

        public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
