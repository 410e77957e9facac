using System.Net.Mime;
using System.Text.Json.Nodes;
using Slipway.Core.Definitions.Planning;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Api.Description;

/// <summary>All that the API can do. A test holds it to the functions that there are.</summary>
internal static class ApiOperations
{
    private const string Workflows = "workflows";
    private const string Control = "control";
    private const string Steps = "steps";
    private const string Definitions = "definitions";
    private const string Host = "host";

    private static readonly ApiContent Workflow = ApiContent.Of<WorkflowView>("Workflow");

    private static readonly ApiContent Definition = new(
        "Definition",
        new JsonObject { ["type"] = "object", ["description"] = "Its schema is at /definitions/schema." },
        MediaTypeNames.Application.Json, "application/yaml");

    /// <summary>The operations.</summary>
    public static IReadOnlyList<ApiOperation> All { get; } =
    [
        new("StartWorkflow", Workflows, "Starts the lifecycle for a requirement, or runs a workflow definition.")
        {
            Body = ApiContent.OneOf("Start", typeof(WorkflowRequest), typeof(DefinitionStart)),
            Query = [("wait", "1 to 60 seconds: answer when it is over, with 200, or when they have passed.")],
            Headers = [("Idempotency-Key", "Sent twice with the same key and body, it starts one workflow.")],
            Answers = [(202, Workflow), (200, Workflow)],
            Refusals = [400, 409, 413, 415, 429],
        },
        new("ListWorkflows", Workflows, "A page of workflows.")
        {
            Query =
            [
                ("status", "Only those with this status."), ("state", "Only those in this state."), ("limit", "1 to 200; 50 unless given."),
                ("definition", "Only those that run the definition of this id."),
                ("repository", "Only those on the repository of this path."),
                ("label", "Only those with this label, NAME=VALUE; given again, with that one too."),
                ("createdFrom", "Only those created at this time (ISO 8601) or later."),
                ("createdTo", "Only those created at this time (ISO 8601) or earlier."),
                ("continuation", "What came with the page before."),
            ],
            Answers = [(200, ApiContent.ListOf<WorkflowView>("WorkflowList", "workflows", hasContinuation: true))],
            Refusals = [400],
        },
        new("GetWorkflow", Workflows, "A workflow as it stands.")
        {
            Query = [("include", "events (the last 100), context (what it was started with), or both, with a comma between.")],
            Answers = [(200, Workflow)],
            Refusals = [400, 404],
        },
        new(
            "GetWorkflowEvents", Workflows,
            "What happened in a workflow, in order, numbered without gaps. With 'Accept: text/event-stream' a stream of what happens.")
        {
            Query =
            [
                ("after", "The sequence number of the last event that is known."),
                ("types", "Only events of these types: names or patterns such as workflow.* and step.failed, with commas between."),
                ("progressAfter", "The sequence number of the last event in progress that is known."),
            ],
            Headers = [("Last-Event-ID", "Of a stream: the same as after.")],
            Answers = [(200, ApiContent.ListsOf<WorkflowEvent>("EventList", "events", "progress")), (204, null)],
            Refusals = [400, 404, 429],
        },
        new("GetArtifact", Workflows, "A log, a plan or another artifact of a workflow.")
        {
            Answers = [(200, ApiContent.Text)], Refusals = [404],
        },
        Command("PauseWorkflow", "Holds a workflow at the next boundary; paused time does not count."),
        Command("ResumeWorkflow", "Lets a paused workflow go on."),
        Command("CancelWorkflow", "Ends a workflow for good, and what runs for it."),
        Command("RecoverWorkflow", "Decides about a failed workflow: retry, go_back, skip or abort."),
        Command("ApproveWorkflow", "Approves what a workflow waits for."),
        Command("RejectWorkflow", "Rejects what a workflow waits for."),
        Step("RetryStep", "Tries a step again, perhaps with another input or agent."),
        Step("SkipStep", "Goes on without a step, with outputs in place of its own."),
        Step("RunStepByHand", "Runs one step of a paused or failed workflow."),
        Step("GoBackToStep", "Goes back to an earlier step."),
        Step("ChangeStepInput", "Changes the input of a step that has not run."),
        Step("RaiseWorkflowEvent", "Sends an event that a step waits for."),
        new("ListDefinitions", Definitions, "The definitions that the host has, and what is wrong with files of its folder.")
        {
            Answers = [(200, ApiContent.Any)],
        },
        new("GetDefinitionSchema", Definitions, "The JSON Schema of definitions, with the configs of the host's plugins.")
        {
            Answers = [(200, new ApiContent(null, new JsonObject { ["type"] = "object" }, "application/schema+json"))],
        },
        new("GetDefinition", Definitions, "A definition.")
        {
            Query = [("version", "Which version; the newest unless given.")], Answers = [(200, Definition)], Refusals = [404],
        },
        new("PutDefinition", Definitions, "Registers a definition, or a new version of one.")
        {
            Body = Definition,
            Query = [("actor", "Who does it.")],
            Headers =
            [
                ("If-Match", "The hash of the definition that is to be replaced."), ("If-None-Match", "*: only if there is none."),
            ],
            Answers = [(201, ApiContent.Any), (200, ApiContent.Any)],
            Refusals = [400, 409, 412, 413],
        },
        new("DeleteDefinition", Definitions, "Removes a registered definition; workflows that run keep theirs.")
        {
            Headers = [("If-Match", "The hash of the definition that is to be removed.")], Answers = [(204, null)], Refusals = [404, 412],
        },
        new("PlanDefinition", Definitions, "How a definition will run: waves, critical path, slack.")
        {
            Query = [("version", "Which version; the newest unless given."), ("format", "json, text, mermaid or svg.")],
            Answers =
            [
                (200, new ApiContent(
                    null, new JsonObject(), MediaTypeNames.Application.Json, MediaTypeNames.Text.Plain, MediaTypeNames.Image.Svg)),
            ],
            Refusals = [400, 404],
        },
        new(
            "PlanWorkflow", Workflows,
            "The plan of a workflow of a definition by what its steps took: its critical path, and what is still to come as estimated.")
        {
            Query = [("format", "json, text, mermaid or svg.")],
            Answers =
            [
                (200, new ApiContent(
                    null, new JsonObject(), MediaTypeNames.Application.Json, MediaTypeNames.Text.Plain, MediaTypeNames.Image.Svg)),
            ],
            Refusals = [400, 404],
        },
        new("GetDefinitionDurations", Definitions, "How long the steps took that succeeded in a definition's last runs.")
        {
            Answers = [(200, ApiContent.Of<MeasuredDurations>("MeasuredDurations"))],
        },
        new("ValidateDefinition", Definitions, "Checks a definition, and says all that is wrong with it, each with its place.")
        {
            Body = Definition, Answers = [(200, ApiContent.Any)], Refusals = [413],
        },
        new("ListAgents", Host, "Which agents there are, whether they can be used, and how they have done.")
        {
            Answers = [(200, ApiContent.ListOf<AgentHealth>("AgentList", "agents"))],
        },
        new("FindStuckWorkflows", Host, "Workflows that can never go on.") { Answers = [(200, ApiContent.Any)] },
        new("Health", Host, "Whether the host is well, and how many workflows are active and wait.")
        {
            Answers = [(200, ApiContent.Any), (503, ApiContent.Any)],
        },
        new("HealthLive", Host, "Whether the host answers.") { Answers = [(200, ApiContent.Any)] },
        new("HealthReady", Host, "Whether the host can work: 503 with the reason when its task hub cannot be read.")
        {
            Answers = [(200, ApiContent.Any), (503, ApiContent.Any)],
        },
        new("GetMetrics", Host, "What is measured of workflows, as text for Prometheus.")
        {
            Answers = [(200, ApiContent.Text)],
        },
        new("DescribeApi", Host, "This description.") { Answers = [(200, ApiContent.Any)] },
        new("Negotiate", Host, "Where a SignalR client connects for live updates: hub workflows, message workflowEvent.")
        {
            Answers = [(200, ApiContent.Any)],
        },
        new("GitHubWebhook", "webhooks", "Takes a delivery of GitHub; its signature takes the place of a key.")
        {
            Body = ApiContent.Any,
            Headers =
            [
                ("X-Hub-Signature-256", "sha256= and the HMAC-SHA256 of the raw body."), ("X-GitHub-Event", "What happened."),
                ("X-GitHub-Delivery", "The delivery; one that comes twice changes nothing."),
            ],
            Answers = [(202, ApiContent.Any)],
            Refusals = [400, 413],
        },
    ];

    private static ApiOperation Command(string function, string summary) => new(function, Control, summary)
    {
        Body = ApiContent.Of<WorkflowCommand>("Command"), Answers = [(202, Workflow)], Refusals = [400, 404, 409],
    };

    private static ApiOperation Step(string function, string summary) => new(function, Steps, summary)
    {
        Body = ApiContent.Of<StepCommand>("StepCommand"), Answers = [(202, Workflow)], Refusals = [400, 404, 409],
    };
}
