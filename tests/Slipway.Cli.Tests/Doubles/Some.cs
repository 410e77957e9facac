using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Cli.Contract;
using Frame = Slipway.Cli.Tests.Doubles.FakeHost.Frame;

namespace Slipway.Cli.Tests.Doubles;

/// <summary>Documents as the host writes them.</summary>
internal static class Some
{
    public const string Started = "2026-01-02T03:04:05Z";

    public static JsonObject Workflow(string id = "wf-1", string state = "CODING", string status = "running", string more = "{}")
    {
        var document = JsonNode.Parse(
            $$"""
            {
              "id": "{{id}}", "requirement": "Add Slugify", "repository": "/repo", "baseBranch": "main", "branch": "slipway/{{id}}",
              "agent": "offline", "state": "{{state}}", "status": "{{status}}",
              "createdAt": "{{Started}}", "updatedAt": "2026-01-02T03:04:17Z", "stateEnteredAt": "{{Started}}", "stateDeadline": null,
              "step": null, "feedbackRound": 0, "maxFeedbackRounds": 3, "plan": null, "commits": [], "diff": null, "pullRequest": null,
              "gates": [], "timeInStateMs": {}, "failure": null, "waitingFor": "Waits for the agent.", "decisionDeadline": null,
              "pausedSince": null, "pauseReason": null, "links": { "self": "/api/workflows/{{id}}" }
            }
            """)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject())
        {
            document[name] = value?.DeepClone();
        }

        return document;
    }

    public static JsonObject Completed(string id = "wf-1") => Workflow(id, "COMPLETED", "completed",
        """
        {
          "feedbackRound": 1, "waitingFor": "", "agent": "offline",
          "commits": [ {"sha":"1111111111111111111111111111111111111111","subject":"Add Slugify"},
                       {"sha":"2222222222222222222222222222222222222222","subject":"Correct Slugify"} ],
          "diff": {"files":1,"insertions":23,"deletions":0},
          "pullRequest": {"number":1,"url":"refs/slipway/pulls/1","title":"Add Slugify","state":"merged","branch":"slipway/wf-1",
                          "baseBranch":"main","headSha":"2222","mergeSha":"3333333333333333333333333333333333333333"},
          "gates": [ {"name":"tests","passed":false,"exitCode":1,"message":"4 of 10 checks fail.","durationMs":3100,"round":1,"log":null},
                     {"name":"tests","passed":true,"exitCode":0,"message":null,"durationMs":2900,"round":2,
                      "log":{"name":"tests.log","sha256":"ab","sizeBytes":10,"mediaType":"text/plain"}} ],
          "timeInStateMs": {"PLANNING":1200,"CODING":2500,"PR_CREATED":80,"VALIDATING":6000,"COMPLETED":0}
        }
        """);

    public static JsonObject Failed(string id = "wf-1") => Workflow(id, "FAILED", "failed",
        """
        {
          "failure": {"code":"SLW3004","category":"validation_failed","message":"tests fails after 3 rounds.","state":"VALIDATING"},
          "waitingFor": "Waits for a decision.", "decisionDeadline": "2026-01-09T03:04:05Z"
        }
        """);

    public static JsonObject Event(long sequence, string type, string data = "{}", string time = Started) => new()
    {
        ["sequence"] = sequence,
        ["type"] = type,
        ["workflowId"] = "wf-1",
        ["time"] = time,
        ["data"] = JsonNode.Parse(data),
    };

    /// <summary>A run in which the first change fails a gate and the second passes.</summary>
    public static Frame[] GoodRun(string id = "wf-1") =>
    [
        new(Workflow(id, "IDLE", "pending"), Event(1, "workflow_started", """{"requirement":"Add Slugify"}""")),
        new(
            Workflow(id, "PLANNING",
                more: """{"step":{"name":"plan","attempt":1,"maxAttempts":4,"startedAt":"2026-01-02T03:04:05Z","agent":"offline"}}"""),
            Event(2, "state_changed", """{"from":"IDLE","to":"PLANNING","reason":""}""", "2026-01-02T03:04:06Z"),
            Event(3, "step_execution_started", """{"step":"plan","attempt":1,"maxAttempts":4,"agent":"offline","state":"PLANNING"}""")),
        new(
            Workflow(id, "CODING"),
            Event(4, "step_execution_completed", """{"step":"plan","attempt":1,"durationMs":1200,"summary":"a plan of 3 steps"}"""),
            Event(5, "state_changed", """{"from":"PLANNING","to":"CODING","reason":""}""", "2026-01-02T03:04:08Z")),
        new(
            Workflow(id, "VALIDATING"),
            Event(6, "step_execution_completed",
                """{"step":"gate:tests","passed":false,"exitCode":1,"message":"4 of 10 checks fail.","durationMs":3100}"""),
            Event(7, "state_changed", """{"from":"VALIDATING","to":"CODING","reason":"tests failed"}""", "2026-01-02T03:04:12Z")),
        new(Completed(id), Event(8, "workflow_completed", """{"durationMs":12000}""", "2026-01-02T03:04:17Z")),
    ];

    public static WorkflowView View(JsonObject document) => WorkflowView.From(JsonSerializer.SerializeToElement(document));

    public static WorkflowEventView EventView(string type, string data = "{}") =>
        Event(1, type, data).Deserialize<WorkflowEventView>(JsonSerializerOptions.Web)!;
}
