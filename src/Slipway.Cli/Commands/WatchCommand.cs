using System.CommandLine;
using Slipway.Cli.Display;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway watch</c>: follows a workflow that runs on a host.</summary>
internal sealed class WatchCommand : Verb
{
    private readonly Argument<string> _id = WorkflowId.Argument();

    /// <summary>Makes the verb.</summary>
    public WatchCommand(CliEnvironment environment)
        : base("watch", "Follow a workflow until it completes, fails or is cancelled.", environment, "slipway watch wf-3f9c")
    {
        Add(_id);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        using var client = Connect(input);
        var ended = await new WorkflowWatcher(client, Environment).WatchAsync(WorkflowId.Read(input, _id), cancellationToken);
        Summary.Write(Environment.Output, ended);
        if (ended.HasCompleted)
        {
            return ExitCode.Ok;
        }

        if (ended.Status != "aborted")
        {
            new NextSteps(Environment.Program, HostOptionsOf(input), HostEnds: false).WriteAfterFailure(Environment.Error, ended);
        }

        return ExitCode.WorkflowFailed;
    }
}
