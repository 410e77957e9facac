using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Contract;
using Slipway.Cli.Display;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway list</c>: the workflows of a host.</summary>
internal sealed class ListCommand : Verb
{
    private const int MaxPages = 200;

    private readonly Option<bool> _json = JsonText.Option();
    private readonly Option<string?> _status = new("--status") { Description = "Only those with this status." };

    private readonly Option<string?> _since = new("--since")
    {
        Description = "Only those created then or later: a day or a time, UTC unless it says another offset.",
        HelpName = "TIME",
    };

    private readonly Option<string?> _until = new("--until") { Description = "Only those created then or earlier.", HelpName = "TIME" };

    private readonly Option<string[]> _labels = new("--label")
    {
        Description = "Only those with this label; repeat for more, which they then all have.",
        HelpName = "name=value",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<bool> _stuck = new("--stuck") { Description = "Only those that can never go on by themselves, and why." };

    /// <summary>Makes the verb.</summary>
    public ListCommand(CliEnvironment environment)
        : base("list", "List workflows, oldest first, a line each.", environment,
            "slipway list", "slipway list --status failed --json", "slipway list --since 2026-05-04 --until 2026-05-04T12:00Z",
            "slipway list --stuck")
    {
        _status.AcceptOnlyFromAmong("pending", "running", "paused", "completed", "failed", "aborted");
        Add(_json);
        Add(_status);
        Add(_since);
        Add(_until);
        Add(_labels);
        Add(_stuck);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        using var client = Connect(input);
        if (input.GetValue(_stuck))
        {
            return await ListStuckAsync(await client.GetStuckAsync(cancellationToken), input.GetValue(_json));
        }

        (string, string?)[] filter =
        [
            ("status", input.GetValue(_status)), ("createdFrom", input.GetValue(_since)), ("createdTo", input.GetValue(_until)),
            .. (input.GetValue(_labels) ?? []).Select(label => ("label", (string?)label)),
        ];
        var all = new List<JsonElement>();
        string? continuation = null;
        var pages = 0;
        do
        {
            var page = await client.ListAsync(filter, continuation, cancellationToken);
            all.AddRange(page.Workflows ?? []);
            continuation = page.Continuation;
        }
        while (continuation is not null && ++pages < MaxPages);

        if (input.GetValue(_json))
        {
            await Environment.Output.WriteLineAsync(JsonText.Indent(new { workflows = all, continuation }));
            return ExitCode.Ok;
        }

        foreach (var workflow in all.Select(WorkflowView.From))
        {
            await Environment.Output.WriteLineAsync(
                $"{workflow.Id,-24}  {workflow.Status,-9}  {workflow.State,-10}  "
                + $"{workflow.UpdatedAt:yyyy-MM-dd HH:mm}Z  {SafeText.Line(workflow.Title, 60)}");
        }

        if (all.Count == 0)
        {
            await Environment.Error.WriteLineAsync("No workflows. Start one with `slipway run`, or see `slipway demo`.");
        }
        else if (continuation is not null)
        {
            await Environment.Error.WriteLineAsync(
                $"There are newer ones than these {all.Count}; narrow them with --status, --since, --until or --label.");
        }

        return ExitCode.Ok;
    }

    private async Task<int> ListStuckAsync(JsonElement report, bool json)
    {
        if (json)
        {
            await Environment.Output.WriteLineAsync(JsonText.Indent(report));
            return ExitCode.Ok;
        }

        var stuck = report.GetProperty("stuck").EnumerateArray().ToArray();
        foreach (var workflow in stuck)
        {
            await Environment.Output.WriteLineAsync(
                $"{workflow.GetProperty("id").GetString(),-24}  {workflow.GetProperty("since").GetDateTimeOffset():yyyy-MM-dd HH:mm}Z  "
                + SafeText.Line(workflow.GetProperty("reason").GetString(), 500));
        }

        if (stuck.Length == 0)
        {
            await Environment.Error.WriteLineAsync($"None of {report.GetProperty("checked").GetInt32()} workflows under way is stuck.");
        }

        return ExitCode.Ok;
    }
}
