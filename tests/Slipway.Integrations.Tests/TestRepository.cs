using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests;

/// <summary>A real repository with one commit on <c>main</c>, driven by the real <c>git</c>.</summary>
internal sealed class TestRepository
{
    private TestRepository(string path) => Path = path;

    internal string Path { get; }

    internal static TestRepository Create(TestHome home, string name = "repo")
    {
        var repository = new TestRepository(home.Make(name));
        repository.Git("init", "--quiet", "--initial-branch=main");
        repository.Git("config", "user.name", "Ada");
        repository.Git("config", "user.email", "ada@example.org");
        repository.Commit("README.md", "hello\n", "Start");
        return repository;
    }

    /// <summary>Adds a bare remote <c>origin</c> that holds <c>main</c>.</summary>
    internal string AddRemote(TestHome home, string name = "origin.git")
    {
        var remote = home.Make(name);
        Command.Run("git", remote, "init", "--quiet", "--bare", "--initial-branch=main");
        Git("remote", "add", "origin", remote);
        Git("push", "--quiet", "origin", "main");
        return remote;
    }

    internal TestRepository Clone(TestHome home, string remote, string name)
    {
        Command.Run("git", home.Directory, "clone", "--quiet", remote, name);
        var clone = new TestRepository(System.IO.Path.Combine(home.Directory, name));
        clone.Git("config", "user.name", "Bob");
        clone.Git("config", "user.email", "bob@example.org");
        return clone;
    }

    internal string Git(params string[] arguments) => Command.Run("git", Path, arguments);

    internal void Write(string file, string content)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    internal string Commit(string file, string content, string message)
    {
        Write(file, content);
        Git("add", file);
        Git("commit", "--quiet", "-m", message);
        return Git("rev-parse", "HEAD");
    }

    internal string Sha(string revision) => Git("rev-parse", "--verify", revision);

    internal async Task<Workspace> OpenAsync(TestHome home, string workflowId = "wf-1") =>
        await home.Workspaces.OpenAsync(
            workflowId, await home.Workspaces.InspectAsync(Path, null, CancellationToken.None), CancellationToken.None);
}
