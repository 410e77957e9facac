using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Ports;
using Slipway.Integrations;

namespace Slipway.Cli.Tests.Doubles;

/// <summary>A real repository in the current directory of a <see cref="CliRun"/>, with pull requests as a workflow leaves them.</summary>
internal static class ProposedChange
{
    /// <summary>Makes the repository with a file <c>a.txt</c>.</summary>
    public static void MakeRepository(CliRun cli)
    {
        Git(cli, "init", "--quiet", "--initial-branch=main");
        Git(cli, "config", "user.name", "Ada");
        Git(cli, "config", "user.email", "ada@example.org");
        Commit(cli, "a.txt", "one\n");
    }

    /// <summary>Opens a pull request that changes <c>a.txt</c>.</summary>
    public static async Task<PullRequest> OpenAsync(CliRun cli, string workflowId, PullRequestText text)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Slipway:DataDirectory", (string?)cli.DataPath)])
            .Build();
        await using var services = new ServiceCollection().AddSlipwayIntegrations(configuration).BuildServiceProvider();
        var workspaces = services.GetRequiredService<IWorkspaces>();
        var workspace = await workspaces.OpenAsync(
            workflowId, await workspaces.InspectAsync(cli.Path, null, CancellationToken.None), CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(workspace.Path, "a.txt"), $"{workflowId}\n");
        await workspaces.CommitAsync(workspace, "Change a", $"{workflowId}/code", CancellationToken.None);
        return await services.GetRequiredService<IGitPlatform>().OpenPullRequestAsync(workspace, text, CancellationToken.None);
    }

    /// <summary>Commits a file on the branch checked out.</summary>
    public static void Commit(CliRun cli, string file, string content)
    {
        File.WriteAllText(Path.Combine(cli.Path, file), content);
        Git(cli, "add", file);
        Git(cli, "commit", "--quiet", "-m", $"Change {file}");
    }

    /// <summary>Runs Git in the repository.</summary>
    public static string Git(CliRun cli, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = cli.Path,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}
