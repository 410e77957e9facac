using System.Text.Json.Nodes;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Git;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>Tells an agent that works elsewhere where the code is, and brings its changes into the worktree.</summary>
internal sealed class A2AWorktree(GitCommand git, string temporaryDirectory)
{
    private const int LongestWords = 500;

    /// <summary>What an agent is told, besides its prompt.</summary>
    /// <remarks>Never where the worktree is: the task outlives hosts and attempts, and these start with a clean worktree.</remarks>
    /// <param name="task">The step.</param>
    /// <param name="isHere">Whether the agent is on this machine, where it can reach the repository.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<JsonObject> DescribeAsync(AgentTask task, bool isHere, CancellationToken cancellationToken)
    {
        var data = new JsonObject { ["workflow"] = task.WorkflowId, ["step"] = task.Step, ["attempt"] = task.Attempt };
        foreach (var (name, value) in new (string, string?)[]
        {
            ("repository", task.Workspace?.Repository.Remote is { } remote ? await AddressAsync(task, remote, cancellationToken)
                : isHere ? task.Workspace?.Repository.Path : null),
            ("branch", task.Workspace?.Branch), ("baseBranch", task.Workspace?.Repository.BaseBranch),
            ("headSha", await TryAsync(task, cancellationToken, "rev-parse", "-q", "--verify", "HEAD^{commit}")),
        })
        {
            if (value is { Length: > 0 })
            {
                data[name] = value;
            }
        }

        if (task.Budget is { } budget)
        {
            data["limits"] = Limits(budget);
        }

        return data;
    }

    /// <summary>Applies a change to the worktree: all of it, or nothing.</summary>
    /// <returns>Why it does not apply; <see langword="null"/> when it did, or its change is there already.</returns>
    internal async Task<string?> ApplyAsync(string directory, byte[] diff, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(temporaryDirectory);
        var file = Path.Combine(temporaryDirectory, $"{Path.GetRandomFileName()}.patch");
        try
        {
            await File.WriteAllBytesAsync(file, diff, cancellationToken);
            var applied = await git.TryAsync(directory, ["apply", "--whitespace=nowarn", "--", file], cancellationToken);
            if (applied.Succeeded)
            {
                return null;
            }

            // An agent may hand over again what an earlier round has committed.
            var undone = await git.TryAsync(directory, ["apply", "--check", "--reverse", "--", file], cancellationToken);
            return undone.Succeeded
                ? null
                : Sanitiser.Line(applied.Error.Replace(file, "its diff", StringComparison.Ordinal), LongestWords);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static JsonObject Limits(AgentBudget budget)
    {
        var limits = new JsonObject();
        foreach (var (name, value) in new (string, JsonNode?)[]
        {
            ("costUsd", budget.CostUsd), ("tokens", budget.Tokens), ("turns", budget.Turns), ("seconds", budget.Time?.TotalSeconds),
        })
        {
            if (value is not null)
            {
                limits[name] = value;
            }
        }

        return limits;
    }

    /// <summary>The remote's address, without the password that may stand in it.</summary>
    private async Task<string?> AddressAsync(AgentTask task, string remote, CancellationToken cancellationToken)
    {
        var address = await TryAsync(task, cancellationToken, "remote", "get-url", "--", remote);
        return address is null || !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            ? address
            : new UriBuilder(url) { UserName = string.Empty, Password = string.Empty }.Uri.AbsoluteUri;
    }

    private async Task<string?> TryAsync(AgentTask task, CancellationToken cancellationToken, params string[] arguments)
    {
        try
        {
            var result = await git.TryAsync(task.WorkingDirectory, arguments, cancellationToken);
            return result.Succeeded ? result.Output : null;
        }
        catch (SlipwayException)
        {
            return null;
        }
    }
}
