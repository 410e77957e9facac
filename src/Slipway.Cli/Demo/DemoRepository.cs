using Slipway.Cli.Contract;

namespace Slipway.Cli.Demo;

/// <summary>The sample repository, made real: a working copy with one commit, and a bare remote.</summary>
/// <param name="Path">The working copy.</param>
/// <param name="RemotePath">Its <c>origin</c>.</param>
/// <param name="AgentPath">The offline agent's program.</param>
internal sealed record DemoRepository(string Path, string RemotePath, string AgentPath)
{
    /// <summary>What the demo asks for.</summary>
    public const string Requirement =
        "Add Slugify(title) to TextTools: lower-case letters and digits, one hyphen between words, none at the ends; make its checks pass.";

    /// <summary>Makes both repositories.</summary>
    /// <exception cref="CliException">Git is missing or fails.</exception>
    public static async Task<DemoRepository> CreateAsync(DemoDirectory folder, SampleFiles samples, CancellationToken cancellationToken)
    {
        SampleFiles.Copy(samples.RepositoryPath, folder.RepositoryPath);
        var git = new GitCommand(folder.RepositoryPath);
        // The user's own templates, hooks and signing have no business in a demo.
        await git.RunAsync(cancellationToken, "init", "--quiet", "--template=");
        await git.RunAsync(cancellationToken, "symbolic-ref", "HEAD", "refs/heads/main");
        foreach (var (name, value) in new[]
        {
            ("user.name", "Slipway demo"), ("user.email", "demo@slipway.invalid"),
            ("commit.gpgsign", "false"), ("core.autocrlf", "false"), ("core.hooksPath", ".git/no-hooks"),
        })
        {
            await git.RunAsync(cancellationToken, "config", name, value);
        }

        await git.RunAsync(cancellationToken, "add", "--all");
        await git.RunAsync(cancellationToken, "commit", "--quiet", "--message", "Add TextTools and its checks");
        await git.RunAsync(cancellationToken, "init", "--quiet", "--bare", "--template=", folder.RemotePath);
        await new GitCommand(folder.RemotePath).RunAsync(cancellationToken, "symbolic-ref", "HEAD", "refs/heads/main");
        await git.RunAsync(cancellationToken, "remote", "add", "origin", folder.RemotePath);
        await git.RunAsync(cancellationToken, "push", "--quiet", "--set-upstream", "origin", "main");

        // An agent of its own: dotnet builds a program beside its source, and two demos at once would build the same one.
        SampleFiles.Copy(samples.AgentFolder, folder.AgentFolder);
        return new DemoRepository(folder.RepositoryPath, folder.RemotePath, new SampleFiles(folder.Path).AgentPath);
    }

    /// <summary>What to start: the offline agent, and two gates that run the repository's own commands.</summary>
    public StartRequest CreateRequest(string? actor) => new()
    {
        Requirement = Requirement,
        Repository = Path,
        BaseBranch = "main",
        Agent = new AgentChoice(Name: null, Command: $"dotnet run --file \"{AgentPath}\""),
        Gates =
        [
            new GateChoice("build", "dotnet build src/TextTools -warnaserror -nologo -verbosity:quiet"),
            new GateChoice("tests", "dotnet run --project checks"),
        ],
        Actor = actor,
    };
}
