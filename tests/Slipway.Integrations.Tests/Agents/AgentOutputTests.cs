using System.Text;
using Slipway.Core.Ports;
using Slipway.Integrations.Agents.Output;
using static Slipway.Core.Ports.AgentOutcomeKind;

namespace Slipway.Integrations.Tests.Agents;

/// <summary>What the tools really printed (Claude Code 2.1.197, Codex 0.169.0), and what others document.</summary>
public sealed class AgentOutputTests
{
    private readonly List<AgentProgress> _progress = [];

    [Theory]
    [InlineData("claude-stream-json-acceptEdits-success.jsonl", Succeeded, 0.0011, 60, 2)]
    [InlineData("claude-json-default-denied.json", Succeeded, 0.0011, 60, 2)]
    [InlineData("claude-json-dontAsk-denied.json", Succeeded, 0.0011, 60, 2)]
    [InlineData("claude-json-schema-unsatisfied.json", Succeeded, 0.0011, 60, 2)]
    [InlineData("claude-json-max-budget.json", Budget, 0.00055, 30, 1)]
    [InlineData("claude-json-max-turns.json", MaxTurns, 0.00055, 30, 2)]
    [InlineData("claude-json-api-400.json", ApiError, 0, 0, 1)]
    [InlineData("claude-stream-api-429.jsonl", RateLimited, 0, 0, 1)]
    public void Claudes_ending_is_read_from_its_result(string file, AgentOutcomeKind kind, double cost, long tokens, int turns)
    {
        var report = Read(AgentOutputFormat.ClaudeStream, file);

        Assert.Equal((kind, (decimal)cost, tokens, turns), (report.Kind, report.CostUsd, report.Tokens?.Total, report.Turns));
        Assert.Equal(36, report.SessionId?.Length);
    }

    [Fact]
    public void Claudes_success_has_its_answer_and_what_it_did()
    {
        var report = Read(AgentOutputFormat.ClaudeStream, "claude-stream-json-acceptEdits-success.jsonl");

        Assert.Equal(("Done: created hello.txt", null), (report.Answer, report.Reason));
        Assert.Equal(new AgentTokens(20, 40), report.Tokens);
        Assert.Equal(
            [
                new AgentProgress(AgentProgressKind.File, "/repo/hello.txt"),
                new AgentProgress(AgentProgressKind.Text, "Done: created hello.txt"),
            ],
            _progress);
    }

    [Theory]
    [InlineData("claude-json-default-denied.json")]
    [InlineData("claude-json-dontAsk-denied.json")]
    public void What_Claude_was_not_allowed_to_do_is_told(string file) =>
        Assert.Equal(["Write /repo/hello.txt"], Read(AgentOutputFormat.ClaudeStream, file).Denials);

    [Theory]
    [InlineData("claude-json-max-budget.json", "Reached maximum budget ($0.0001)")]
    [InlineData("claude-json-max-turns.json", "Reached maximum number of turns (1)")]
    [InlineData("claude-json-api-400.json", "API Error: 400 fake 400")]
    public void Claude_says_why_it_did_not_succeed(string file, string reason) =>
        Assert.Equal(reason, Read(AgentOutputFormat.ClaudeStream, file).Reason);

    [Fact]
    public void A_refused_request_that_Claude_tries_again_is_progress()
    {
        Read(AgentOutputFormat.ClaudeStream, "claude-stream-api-429.jsonl");

        Assert.Equal(
            new AgentProgress(AgentProgressKind.Retry, "The model's service did not answer (429); attempt 1 of 1"), _progress[0]);
    }

    [Fact]
    public void Claude_without_a_login_says_so_only_in_its_message()
    {
        var report = ReadText(
            AgentOutputFormat.ClaudeStream,
            """
            {"type":"assistant","message":{"id":"m","content":[{"type":"text","text":"Not logged in"}]},"error":"authentication_failed"}
            {"type":"result","subtype":"success","is_error":true,"api_error_status":null,"result":"Not logged in · Please run /login"}
            """);

        Assert.Equal((Auth, "Not logged in · Please run /login"), (report.Kind, report.Reason));
    }

    [Fact]
    public void The_tokens_of_a_running_Claude_are_counted_once_a_message()
    {
        var report = ReadText(
            AgentOutputFormat.ClaudeStream,
            """
            {"type":"assistant","message":{"id":"m1","usage":{"input_tokens":10,"cache_read_input_tokens":5,"output_tokens":1}}}
            {"type":"assistant","message":{"id":"m1","usage":{"input_tokens":10,"cache_read_input_tokens":5,"output_tokens":8}}}
            {"type":"assistant","message":{"id":"m2","usage":{"input_tokens":20,"output_tokens":2}}}
            """);

        Assert.Equal((null, new AgentTokens(35, 10)), (report.Kind, report.Tokens));
    }

    [Theory]
    [InlineData("codex-json-success.jsonl", Succeeded, null, 15L)]
    [InlineData("codex-json-api-400.jsonl", ApiError, "fake 400", null)]
    [InlineData("codex-json-api-429.jsonl", RateLimited, "exceeded retry limit, last status: 429 Too Many Requests", null)]
    public void Codex_ending_is_read_from_its_last_turn(string file, AgentOutcomeKind kind, string? reason, long? tokens)
    {
        var report = Read(AgentOutputFormat.CodexStream, file);

        Assert.Equal((kind, reason, tokens), (report.Kind, report.Reason, report.Tokens?.Total));
        Assert.StartsWith("01a1facd-", report.SessionId, StringComparison.Ordinal);
        Assert.Equal(kind == Succeeded ? "Done: created hello.txt" : null, report.Answer);
    }

    [Fact]
    public void Codex_commands_files_and_reconnections_are_progress_and_what_it_may_not_is_told()
    {
        var report = Read(AgentOutputFormat.CodexStream, "codex-json-tools.jsonl");

        Assert.Equal((Succeeded, "Done.", new AgentTokens(100, 20)), (report.Kind, report.Answer, report.Tokens));
        Assert.Equal(["run rm -rf /"], report.Denials);
        Assert.Equal(
            ["Retry Reconnecting... 1/5", "Command bash -lc ls", "File a.txt, b.txt", "Text Done."],
            _progress.Select(told => $"{told.Kind} {told.Text}"));
    }

    [Fact]
    public void Geminis_pieces_are_put_together_and_its_answer_is_what_it_says_last()
    {
        var report = Read(AgentOutputFormat.GeminiStream, "gemini-stream-success.jsonl");

        Assert.Equal((Succeeded, "Done: created hello.txt", "gem-1"), (report.Kind, report.Answer, report.SessionId));
        Assert.Equal(new AgentTokens(50, 200), report.Tokens);
        Assert.Equal(["run cat hello.txt"], report.Denials);
        Assert.Equal(
            ["File /repo/hello.txt", "Command cat hello.txt", "Retry The connection broke; trying again"],
            _progress.Where(told => told.Kind != AgentProgressKind.Text).Select(told => $"{told.Kind} {told.Text}"));
    }

    [Theory]
    [InlineData("FatalTurnLimitedError", "Reached max session turns", MaxTurns)]
    [InlineData("Error", "You exceeded your current quota", RateLimited)]
    [InlineData("FatalAuthenticationError", "no key", Auth)]
    [InlineData("Error", "internal", ApiError)]
    public void Geminis_errors_have_a_normal_form(string type, string message, AgentOutcomeKind kind) => Assert.Equal(
        kind,
        ReadText(
            AgentOutputFormat.GeminiStream,
            $$$"""{"type":"result","status":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"}}""").Kind);

    [Theory]
    [InlineData("")]
    [InlineData("not JSON {\n{\"type\":\n{\"type\":7}\n[1]\n{\"type\":\"item.completed\",\"item\":7}\n{}")]
    [InlineData("{\"type\":\"assistant\",\"message\":{\"content\":7,\"usage\":\"x\"}}\n{\"type\":\"result_\"}")]
    public void What_is_not_in_the_expected_form_is_passed_over(string printed)
    {
        foreach (var format in Enum.GetValues<AgentOutputFormat>())
        {
            Assert.Equal((null, null), (ReadText(format, printed).Kind, ReadText(format, printed).Answer));
        }
    }

    [Fact]
    public void Lines_are_found_however_the_stream_is_cut_and_a_line_too_long_is_left_out()
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(line => lines.Add(Encoding.UTF8.GetString(line.Span)));

        splitter.Append("on"u8);
        splitter.Append("e\n\ntw"u8);
        splitter.Append("o\n"u8);
        splitter.Append(new byte[LineSplitter.LongestLineBytes]);
        splitter.Append("x\nlast"u8);
        splitter.End();

        Assert.Equal(["one", "two", "last"], lines);
        Assert.Equal(1, splitter.Dropped);
    }

    [Fact]
    public void Progress_is_one_short_line()
    {
        ReadText(AgentOutputFormat.Text, "\u001b[31m  a \t b\u001b[0m\n" + new string('x', 5000) + "\n\n");

        Assert.Equal(["a b", new string('x', 199) + "…"], _progress.Select(told => told.Text));
    }

    private AgentReport Read(AgentOutputFormat format, string file) => ReadText(format, File.ReadAllText(Recording(file)));

    private AgentReport ReadText(AgentOutputFormat format, string printed)
    {
        var output = AgentOutput.Of(format, _progress.Add);
        foreach (var chunk in Encoding.UTF8.GetBytes(printed).Chunk(7))
        {
            output.Append(chunk);
        }

        output.End();
        return output.Report;
    }

    internal static string Recording(string file) => Path.Combine(AppContext.BaseDirectory, "Agents", "Recordings", file);
}
