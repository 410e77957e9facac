using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Display;
using Slipway.Cli.Hosting;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway replay</c>: whether today's code still does what a recorded run did.</summary>
internal sealed class ReplayCommand : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "A run, as `slipway export` writes it." };
    private readonly Option<string?> _assembly = new("--assembly")
    {
        Description = "The program (.dll or executable) of another app on the embedded host. Default: Slipway's own orchestrators.",
        HelpName = "PATH",
    };

    private readonly Option<bool> _json = JsonText.Option();

    /// <summary>Makes the verb.</summary>
    public ReplayCommand(CliEnvironment environment)
        : base(
            "replay", "Replay a recorded run with today's code, and name the first difference. Nothing is done outside.", environment,
            "slipway replay run.json", "slipway replay run.json --assembly bin/Release/net10.0/MyApp.dll")
    {
        Add(_file);
        Add(_assembly);
        Add(_json);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var file = Existing(input.GetValue(_file)!);
        var assembly = input.GetValue(_assembly) is { } path ? Existing(path) : null;
        var result = await ReplayRun.RunAsync(file, assembly, cancellationToken);
        var fits = result.GetProperty("fits").GetBoolean();
        if (input.GetValue(_json))
        {
            await Environment.Output.WriteLineAsync(JsonText.Indent(result));
        }
        else
        {
            await WriteWordsAsync(result);
        }

        return fits ? ExitCode.Ok : ExitCode.WorkflowFailed;
    }

    private async Task WriteWordsAsync(JsonElement result)
    {
        if (result.GetProperty("firstAltered") is { ValueKind: JsonValueKind.Object } altered)
        {
            await Environment.Error.WriteLineAsync(
                $"The file was changed since the export, first at event {altered.GetProperty("place").GetInt32()}.");
        }

        var run = $"{SafeText.Line(result.GetProperty("orchestrator").GetString())}, run "
            + SafeText.Line(result.GetProperty("instanceId").GetString());
        if (result.GetProperty("difference") is not { ValueKind: JsonValueKind.Object } difference)
        {
            await Environment.Output.WriteLineAsync(
                $"{run}: the code fits, {result.GetProperty("replayed").GetInt32()} of {result.GetProperty("events").GetInt32()} "
                + "events replayed.");
            return;
        }

        await Environment.Output.WriteLineAsync(
            $"{run}: the code differs at event {difference.GetProperty("place").GetInt32()}, recorded "
            + $"{difference.GetProperty("recordedAt").GetDateTime():u}.");
        await Environment.Output.WriteLineAsync($"  the run has   {SafeText.Line(difference.GetProperty("expected").GetString(), 400)}");
        await Environment.Output.WriteLineAsync($"  the code has  {SafeText.Line(difference.GetProperty("actual").GetString(), 400)}");
    }

    private string Existing(string path)
    {
        var full = Path.GetFullPath(path, Environment.CurrentDirectory);
        return File.Exists(full) ? full : throw CliException.BadInput($"there is no file {SafeText.Line(full, 400)}");
    }
}
