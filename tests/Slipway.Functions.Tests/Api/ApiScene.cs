using System.Text;
using System.Text.Json;
using DurableTask.Core.History;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Api;
using Slipway.Functions.Entities;
using Slipway.Functions.Live;
using Slipway.Functions.Steps;
using Slipway.Functions.Webhooks;
using Slipway.Functions.Webhooks.Redelivery;
using Slipway.Functions.Watching;
using Slipway.Functions.Webhooks.Rules;
using Slipway.Integrations.Git.GitHub;
using Slipway.LocalHost.Testing;

namespace Slipway.Functions.Tests.Api;

/// <summary>The API's functions over a mocked client and mocked ports.</summary>
internal sealed class ApiScene
{
    private readonly Dictionary<string, OrchestrationMetadata> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<EntityInstanceId, string> _references = [];
    private EventStreams? _streams;
    private readonly DefaultHttpContext _context = new()
    {
        RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
    };

    public ApiScene()
    {
        _context.Response.Body = new MemoryStream();
        Client.Setup(client => client.GetInstanceAsync(It.IsAny<string>(), true, It.IsAny<CancellationToken>()))
            .ReturnsAsync((string id, bool _, CancellationToken _) => _instances.GetValueOrDefault(id));
        Client.Setup(client => client.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Callback<TaskName, object?, StartOrchestrationOptions?, CancellationToken>((name, input, options, _) =>
            {
                Scheduled.Add((name.Name, options!.InstanceId!, input!));
                Has(Metadata(options.InstanceId!, input as WorkflowRequest ?? Some.Request(), OrchestrationRuntimeStatus.Pending));
            })
            .ReturnsAsync((TaskName _, object? _, StartOrchestrationOptions? options, CancellationToken _) => options!.InstanceId!);
        Client.Setup(client => client.RaiseEventAsync(
                It.IsAny<string>(), WorkflowSignal.EventName, It.IsAny<object?>(), It.IsAny<CancellationToken>()))
            .Callback<string, string, object?, CancellationToken>((_, _, payload, _) => Signals.Add((WorkflowSignal)payload!))
            .Returns(Task.CompletedTask);
        Client.Setup(client => client.GetInstanceAsync(It.IsAny<string>(), false, It.IsAny<CancellationToken>()))
            .ReturnsAsync((string id, bool _, CancellationToken _) => _instances.GetValueOrDefault(id));
        Workspaces.Setup(workspaces => workspaces.InspectAsync(It.IsAny<string>(), It.IsAny<string?>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string path, string? branch, CancellationToken _) => new RepositoryInfo(path, branch ?? "main", "0a1b", null));
        Client.SetupGet(client => client.Entities).Returns(Entities.Object);
        Entities.Setup(entities => entities.SignalEntityAsync(
                It.IsAny<EntityInstanceId>(), nameof(GitHubReference.Set), It.IsAny<object?>(), null, It.IsAny<CancellationToken>()))
            .Callback<EntityInstanceId, string, object?, SignalEntityOptions?, CancellationToken>(
                (id, _, workflow, _, _) => _references.TryAdd(id, (string)workflow!))
            .Returns(Task.CompletedTask);
        Entities.Setup(entities => entities.GetEntityAsync<string>(It.IsAny<EntityInstanceId>(), true, It.IsAny<CancellationToken>()))
            .ReturnsAsync((EntityInstanceId id, bool _, CancellationToken _) =>
                _references.TryGetValue(id, out var workflow) ? new EntityMetadata<string>(id, workflow) : null);
    }

    public Mock<DurableEntityClient> Entities { get; } = new("test");

    public IReadOnlyDictionary<string, OrchestrationMetadata> Instances => _instances;

    public Mock<DurableTaskClient> Client { get; } = new("test");

    public Mock<IWorkspaces> Workspaces { get; } = new();

    public Mock<IAgentCatalog> Agents { get; } = new();

    public Mock<IQualityGate> Gates { get; } = new();

    /// <summary>The plugins that definitions can use.</summary>
    public List<IStepPlugin> Plugins { get; } = [];

    public Mock<IArtifactStore> Artifacts { get; } = new();

    /// <summary>What was started: orchestrator, id, input.</summary>
    public List<(string Name, string Id, object Input)> Scheduled { get; } = [];

    public Mock<IRepositoryAccess> Access { get; } = new();

    public TimeProvider Time { get; set; } = new VirtualClock();

    public Mock<IWebhookDeliveries> Deliveries { get; } = new();

    public SlipwayOptions Options { get; } = new() { WebhookSecret = "It's a Secret to Everybody" };

    /// <summary>The time by which workflows stand still.</summary>
    public DateTimeOffset Now { get; set; } = Some.Time;

    public List<WorkflowSignal> Signals { get; } = [];

    /// <summary>The host's stop.</summary>
    public CancellationToken HostStops { get; set; }

    public HttpRequest Request => _context.Request;

    public WorkflowsApi Workflows => new(
        new WorkflowControl(),
        new WorkflowStarter(
            new WorkflowControl(),
            new WatchdogWaker(
                TimeProvider.System,
                Microsoft.Extensions.Options.Options.Create(new SlipwayOptions { WatchdogMinutes = 0 })),
            new StartWait(new WorkflowControl(), Time)),
        new DefinitionStarts(
            new DefinitionCatalog([], new StepPlugins(Plugins)), Workspaces.Object, Agents.Object,
            Microsoft.Extensions.Options.Options.Create(Options)),
        new LifecycleStarts(
            Workspaces.Object, Agents.Object, Gates.Object, Microsoft.Extensions.Options.Options.Create(Options)),
        Artifacts.Object,
        new Watchdog(Moq.Mock.Of<TimeProvider>(time => time.GetUtcNow() == Now)),
        Microsoft.Extensions.Options.Options.Create(Options));

    public WorkflowEventsApi Events =>
        new(new WorkflowControl(), _streams ??= new EventStreams(Time, Microsoft.Extensions.Options.Options.Create(Options)));

    public WorkflowControlApi Control => new(new WorkflowControl(), Microsoft.Extensions.Options.Options.Create(Options));

    public GitHubOptions GitHub { get; } = new();

    public StartRules Rules { get; set; } = StartRules.None;

    public GitHubRouter Router => new(
        new WorkflowControl(), new RuleBook(() => Task.FromResult(Rules)), Starter,
        new DeliveryPermissions(Access.Object, new WorkflowControl(), new DurableUsage(), Time),
        Microsoft.Extensions.Options.Options.Create(Options), Microsoft.Extensions.Options.Options.Create(GitHub));

    public GitHubWebhook Webhook
    {
        get
        {
            var router = Router;
            return new(
                router,
                new DeliveryIntake(
                    router, Microsoft.Extensions.Options.Options.Create(Options), Time, NullLogger<DeliveryIntake>.Instance),
                new DeliverySweeps(Deliveries.Object, TimeProvider.System), Microsoft.Extensions.Options.Options.Create(Options));
        }
    }

    public IDefinitionSource? Definitions { get; set; }

    public IWorkflowStarter Starter
    {
        get
        {
            var options = Microsoft.Extensions.Options.Options.Create(Options);
            var catalog = new DefinitionCatalog(Definitions is null ? [] : [Definitions], new StepPlugins([]));
            return new DefinitionStarter(
                new LifecycleStarter(options), catalog, new DefinitionStarts(catalog, Workspaces.Object, Agents.Object, options));
        }
    }

    public static OrchestrationMetadata Metadata(
        string id, WorkflowRequest request, OrchestrationRuntimeStatus status, WorkflowSnapshot? snapshot = null,
        TaskFailureDetails? failure = null) =>
        new("CiCdLifecycle", id)
        {
            RuntimeStatus = status,
            CreatedAt = Some.Time,
            LastUpdatedAt = Some.Time.AddMinutes(1),
            SerializedInput = JsonDataConverter.Default.Serialize(request),
            SerializedCustomStatus = snapshot is null
                ? null
                : JsonDataConverter.Default.Serialize(JsonSerializer.SerializeToElement(snapshot, CoreJson.Options)),
            FailureDetails = failure,
        };

    public static WorkflowSnapshot Snapshot(
        WorkflowState state, ExecutionStatus status = ExecutionStatus.Running, string? step = null,
        WorkflowState failedIn = WorkflowState.Coding) => new()
    {
        State = state,
        Status = status,
        StateEnteredAt = Some.Time,
        Step = step is null ? null : new StepProgress(step, 1, 4, Some.Time, "first"),
        Failure = state == WorkflowState.Failed
            ? new WorkflowFailure(failedIn, step ?? "code", ErrorCodes.AgentFailed, Core.Policies.ErrorCategory.AgentFailed, "It failed.")
            : null,
        DecisionDeadline = state == WorkflowState.Failed ? Some.Time.AddDays(7) : null,
        WaitingFor = "Agent first.",
    };

    /// <summary>Lets GitHub be asked who may write: octocat and whoever is in its examples, and nobody else.</summary>
    public void AsksGitHub()
    {
        Access.SetupGet(access => access.IsConfigured).Returns(true);
        Access.Setup(access => access.MayWriteAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string _, string login, CancellationToken _) => login is "octocat" or "Codertocat");
    }

    public void Has(OrchestrationMetadata metadata) => _instances[metadata.InstanceId] = metadata;

    public void Has(WorkflowSnapshot snapshot, OrchestrationRuntimeStatus status = OrchestrationRuntimeStatus.Running) =>
        Has(Metadata(Some.Id, Some.Request(), status, snapshot));

    public void HasHistory(params HistoryEvent[] history) => Client
        .Setup(client => client.GetOrchestrationHistoryAsync(Some.Id, It.IsAny<CancellationToken>())).ReturnsAsync(history);

    public ApiScene Body(string body)
    {
        Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        Request.ContentLength = Request.Body.Length;
        return this;
    }

    public ApiScene Body(object body) => Body(JsonSerializer.Serialize(body, CoreJson.Options));

    public ApiScene Header(string name, string value)
    {
        Request.Headers[name] = value;
        return this;
    }

    public ApiScene Query(string query)
    {
        Request.QueryString = new QueryString(query);
        return this;
    }

    /// <summary>What a caller sees of a function's result.</summary>
    public async Task<ApiAnswer> AnswerAsync(Func<ApiScene, Task<IResult>> function)
    {
        var result = await function(this);
        _context.Response.Body.SetLength(0);
        _context.Response.StatusCode = 200;
        await result.ExecuteAsync(_context);
        var bytes = ((MemoryStream)_context.Response.Body).ToArray();
        return new ApiAnswer(
            _context.Response.StatusCode, _context.Response.ContentType, Encoding.UTF8.GetString(bytes), _context.Response.Headers);
    }

    public Task<ApiAnswer> StartAsync() => AnswerAsync(scene => scene.Workflows.StartAsync(scene.Request, scene.Client.Object, HostStops));
}

/// <summary>An HTTP answer.</summary>
internal sealed record ApiAnswer(int Status, string? ContentType, string Text, IHeaderDictionary Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string? Code => Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string Detail => Json.GetProperty("detail").GetString()!;

    public string? String(string name) => Json.GetProperty(name).GetString();
}
