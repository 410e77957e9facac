using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Integrations.Tests.GitHub;
using Slipway.Integrations.Tests.Steps;

namespace Slipway.EndToEnd.Tests;

/// <summary>A repository whose remote is on GitHub, with issues, and a language model that answers what the test says: real Git over a bare
/// repository, real HTTP on loopback.</summary>
internal sealed class GitHubWorld : IAsyncDisposable
{
    private readonly Queue<string> _choices = new();
    private WebServer _model = null!;

    public Scene Scene { get; } = new();

    public GitHubServer GitHub { get; private set; } = null!;

    public HostProcess Host { get; private set; } = null!;

    private string Bare => Path.Combine(Scene.Root, "remote.git");

    /// <summary>Starts it, and a host that knows it.</summary>
    public static async Task<GitHubWorld> StartAsync()
    {
        var world = new GitHubWorld();
        world.GitHub = await GitHubServer.StartAsync(world.Bare);
        world._model = await WebServer.StartAsync(context => WebServer.AnswerAsync(context, 200, Completion(
            world._choices.TryDequeue(out var choice)
                ? JsonSerializer.Serialize(new { choice, reason = "It says so." })
                : JsonSerializer.Serialize(new { summary = "A small repository." }))));
        world.Scene.Git("remote", "set-url", "origin", world.GitHub.CloneUrl);
        world.Scene.Git("config", $"url.{world.Bare}.insteadOf", world.GitHub.CloneUrl);
        world.Host = await HostProcess.StartAsync(
            world.Scene.Home, "--Slipway:GitHub:ApiUrl", world.GitHub.ApiUrl, "--Slipway:GitHub:TokenName", "GITHUB_TEST_TOKEN",
            "--GITHUB_TEST_TOKEN", GitHubServer.Token, "--Slipway:GitHub:ChangeGap", "00:00:00.1", "--Slipway:Ai:Provider", "OpenAI",
            "--Slipway:Ai:Model", "test-model", "--Slipway:Ai:Endpoint", $"{world._model.Url}/v1");
        return world;
    }

    /// <summary>What the model chooses next.</summary>
    public void Chooses(string choice) => _choices.Enqueue(choice);

    public void AddIssue(int number, string title) => GitHub.Issues.Add(new JsonObject
    {
        ["number"] = number, ["html_url"] = $"{GitHub.Url}acme/shop/issues/{number}", ["title"] = title, ["body"] = "", ["state"] = "open",
        ["labels"] = new JsonArray(), ["assignees"] = new JsonArray(), ["created_at"] = $"2030-01-{number:00}T00:00:00Z",
    });

    /// <summary>Opens a pull request of a branch with one commit, as somebody who has nothing to do with workflows.</summary>
    /// <returns>The commit.</returns>
    public string AddPull(int number, string branch, params (string Path, string Content)[] files)
    {
        Scene.Git("switch", "--quiet", "--create", branch);
        foreach (var (path, content) in files)
        {
            File.WriteAllText(Path.Combine(Scene.Repository, path), content);
            Scene.Git("add", path);
        }

        Scene.Git("commit", "--quiet", "--allow-empty", "--message", "Begin something");
        Scene.Git("push", "--quiet", "origin", branch);
        var sha = Scene.Git("rev-parse", "HEAD");
        Scene.Git("switch", "--quiet", "main");
        Scene.Git("branch", "--quiet", "-D", branch);
        GitHub.AddPull(branch, sha, number);
        AddIssue(number, "The pull request");
        return sha;
    }

    /// <summary>Somebody pushes an empty commit to a branch of the remote.</summary>
    public void Push(string branch, string subject)
    {
        Scene.Git("fetch", "--quiet", "origin", branch);
        var tree = Scene.Git("rev-parse", "FETCH_HEAD^{tree}");
        Scene.Git("push", "--quiet", "origin", $"{Scene.Git("commit-tree", tree, "-p", "FETCH_HEAD", "-m", subject)}:refs/heads/{branch}");
    }

    /// <summary>What a branch of the remote has, the newest first: the subjects of its commits.</summary>
    public string[] Log(string branch) =>
        Scene.Git($"--git-dir={Bare}", "log", "--format=%s", branch).Split('\n');

    public string[] Comments() => [.. GitHub.Comments.Select(comment => comment["body"]!.GetValue<string>())];

    /// <summary>A file of the remote's main branch.</summary>
    public string OnMain(string path) => On("main", path);

    /// <summary>A file of a branch of the remote.</summary>
    public string On(string branch, string path)
    {
        Scene.Git("fetch", "--quiet", "origin", branch);
        return Scene.Git("show", $"FETCH_HEAD:{path}");
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await GitHub.DisposeAsync();
        await _model.DisposeAsync();
        Scene.Dispose();
    }

    private static string Completion(string text) => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1", @object = "chat.completion", created = 1, model = "test-model",
        choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = text } } },
        usage = new { prompt_tokens = 10, completion_tokens = 10, total_tokens = 20 },
    });
}
