using System.CommandLine;
using Slipway.Cli.Connection;
using Slipway.Cli.Demo;
using Slipway.Cli.Hosting;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway demo</c>: the whole of it on a sample repository, with an agent that needs no network.</summary>
internal sealed class DemoCommand : Verb
{
    private readonly Option<string?> _directory = new("--directory")
    {
        Description = "Where to make the demo's repository; an empty or new folder. Default: a new temporary one.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _keep = new("--keep")
    {
        Description = "Keep the temporary folder for good; otherwise a later demo clears it away.",
    };

    /// <summary>Makes the verb.</summary>
    public DemoCommand(CliEnvironment environment)
        : base(
            "demo", "Show the whole of it on a sample repository. Needs only the .NET SDK and Git.", environment,
            "slipway demo", "slipway demo --directory ./demo")
    {
        Add(_keep);
        Add(_directory);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var folder = input.GetValue(_directory) is { } stated
            ? DemoDirectory.Open(Path.GetFullPath(stated, Environment.CurrentDirectory))
            : DemoDirectory.CreateTemporary(Path.GetTempPath(), input.GetValue(_keep), Environment.Time.GetUtcNow());
        var repository = await DemoRepository.CreateAsync(folder, SampleFiles.Find(), cancellationToken);
        await Environment.Error.WriteLineAsync($"Repository: {repository.Path} (remote: {repository.RemotePath})");

        var data = new DataDirectory(folder.DataPath);
        await using var session = await HostSession.OpenAsync(Environment, data, key: null, cancellationToken);
        var exitCode = await new WorkflowRun(Environment, session, $" --data {ProgramName.Quote(data.Path)}")
            .ExecuteAsync(repository.CreateRequest(Environment.ClaimedActor), cancellationToken);
        if (folder.IsCleared)
        {
            await Environment.Error.WriteLineAsync($"{folder.Path} is there to look at; a later demo clears it away (--keep keeps it).");
        }

        return exitCode;
    }
}
