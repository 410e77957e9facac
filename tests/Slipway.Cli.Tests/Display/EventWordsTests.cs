using Slipway.Cli.Display;
using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Display;

public sealed class EventWordsTests
{
    [Theory]
    [InlineData("workflow_started", """{"requirement":"Add X"}""", "workflow", "started: Add X")]
    [InlineData("state_changed", """{"from":"A","to":"B","reason":""}""", "state", "A -> B")]
    [InlineData("state_changed", """{"from":"A","to":"B","reason":"why"}""", "state", "A -> B: why")]
    [InlineData(
        "step_execution_started", """{"step":"code","attempt":2,"maxAttempts":4,"agent":"a"}""", "step", "code: attempt 2 of 4, by a")]
    [InlineData(
        "step_execution_started", """{"step":"gate:tests","attempt":1,"maxAttempts":1,"agent":null}""", "gate", "tests: attempt 1 of 1")]
    [InlineData(
        "step_execution_completed", """{"step":"code","durationMs":1500,"summary":"1 file"}""", "step", "code: done after 1.5 s: 1 file")]
    [InlineData("step_execution_completed", """{"step":"gate:t","passed":true,"exitCode":0,"durationMs":20,"message":"m"}""", "gate",
        "t: passed, exit code 0 after 20 ms")]
    [InlineData("step_execution_completed", """{"step":"gate:t","passed":false,"exitCode":2,"durationMs":20,"message":"m"}""", "gate",
        "t: FAILED, exit code 2 after 20 ms: m")]
    [InlineData("step_failed", """{"step":"code","durationMs":20,"code":"SLW3002","message":"it crashed"}""", "step",
        "code: failed after 20 ms: it crashed")]
    [InlineData(
        "step_retry", """{"step":"code","attempt":2,"delayMs":2000,"reason":"rate limit"}""", "step", "code: again in 2.0 s: rate limit")]
    [InlineData("step_skipped", """{"state":"VALIDATING","actor":"ann","reason":"flaky"}""", "step", "VALIDATING skipped by ann: flaky")]
    [InlineData("artifact_saved", """{"name":"plan.md","sha256":"0123456789abcdef","sizeBytes":12}""", "artifact",
        "plan.md, 12 bytes, sha256 0123456789ab")]
    [InlineData("progress", """{"message":"reading"}""", "progress", "reading")]
    [InlineData(
        "progress",
        """{"step":"code","attempt":1,"agent":"a","kind":"command","message":"npm test","costUsd":0.1234,"tokens":{"total":12345}}""",
        "agent", "code: runs npm test ($0.1234, 12,345 tokens)")]
    [InlineData("progress", """{"step":"code","attempt":1,"agent":"a","kind":"text","message":"It reads."}""", "agent", "code: It reads.")]
    [InlineData("approval_requested", """{"what":"merge"}""", "approval", "waiting for approval: merge")]
    [InlineData(
        "approval_decided", """{"what":"merge","approved":true,"actor":"ann","comment":"ok"}""", "approval", "merge approved by ann: ok")]
    [InlineData("approval_decided", """{"what":"merge","approved":false,"actor":"ann"}""", "approval", "merge rejected by ann")]
    [InlineData("parallel_batch_started", """{"steps":["gate:a","gate:b"]}""", "gates", "running a, b")]
    [InlineData("parallel_batch_started", """{"step":"g","count":2,"steps":["a","b"]}""", "step", "g: 2 at once: a, b")]
    [InlineData("parallel_batch_completed", """{"passed":1,"failed":1}""", "gates", "1 passed, 1 failed")]
    [InlineData("workflow_paused", """{"actor":"ann","reason":"freeze"}""", "workflow", "paused by ann: freeze")]
    [InlineData("workflow_resumed", """{"actor":"ann","pausedMs":60000}""", "workflow", "resumed by ann after 1 min 00 s")]
    [InlineData("workflow_completed", """{"durationMs":12000}""", "workflow", "completed after 12.0 s")]
    [InlineData("workflow_failed", """{"code":"SLW3004","message":"m","state":"CODING"}""", "workflow", "failed in CODING: m (SLW3004)")]
    [InlineData("workflow_cancelled", """{"actor":"ann","reason":null}""", "workflow", "cancelled by ann")]
    [InlineData("something_new", "null", "workflow", "something new")]
    public void An_event_is_one_line(string type, string data, string topic, string words)
    {
        var e = Some.EventView(type, data);

        Assert.Equal((topic, words), (EventWords.Topic(e), EventWords.Describe(e)));
    }

    [Fact]
    public void What_an_agent_wrote_cannot_move_the_cursor()
    {
        var e = Some.EventView("progress", """{"message":"fine\u001b[2J\u001b[31m\r\nsecond\u202Eline\u0007"}""");

        Assert.Equal("fine [2J [31m second line", EventWords.Describe(e));
    }
}
