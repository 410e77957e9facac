using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.Integrations.Tests.GitHub;
using Slipway.Integrations.Tests.Steps;

namespace Slipway.EndToEnd.Tests;

/// <summary>A repository whose remote is on GitHub, with issues, and a language model that answers what the test says: real Git over a bare
/// repository, real HTTP on loopback.</summary>
internal sealed class GitHubWorld : IAsyncDisposable
{
    private const string OfComment = "What does this review comment ask for?";

    private readonly ConcurrentQueue<string> _choices = new();
    private WebServer _model = null!;
    private string[] _settings = [];

    public Scene Scene { get; } = new();

    public GitHubServer GitHub { get; private set; } = null!;

    public HostProcess Host { get; private set; } = null!;

    private string Bare => Path.Combine(Scene.Root, "remote.git");

    /// <summary>Starts it, and a host that knows it.</summary>
    /// <param name="more">More settings of the host, by its scene.</param>
    public static async Task<GitHubWorld> StartAsync(Func<Scene, string[]>? more = null)
    {
        var world = new GitHubWorld();
        world.GitHub = await GitHubServer.StartAsync(world.Bare);
        world._model = await WebServer.StartAsync(world.AnswerAsync);
        world.Scene.Git("remote", "set-url", "origin", world.GitHub.CloneUrl);
        world.Scene.Git("config", $"url.{world.Bare}.insteadOf", world.GitHub.CloneUrl);
        world._settings =
        [
            "--Slipway:GitHub:ApiUrl", world.GitHub.ApiUrl, "--Slipway:GitHub:TokenName", "GITHUB_TEST_TOKEN",
            "--GITHUB_TEST_TOKEN", GitHubServer.Token, "--Slipway:GitHub:ChangeGap", "00:00:00.1", "--Slipway:Ai:Provider", "OpenAI",
            "--Slipway:Ai:Model", "test-model", "--Slipway:Ai:Endpoint", $"{world._model.Url}/v1", .. more?.Invoke(world.Scene) ?? [],
        ];
        world.Host = await HostProcess.StartAsync(world.Scene.Home, world._settings);
        return world;
    }

    /// <summary>Kills the host as <c>kill -9</c> does, and starts it again.</summary>
    public async Task KillAndStartAsync()
    {
        await Host.KillAsync();
        Host = await HostProcess.StartAsync(Scene.Home, _settings);
    }

    /// <summary>What the model chooses next.</summary>
    public void Chooses(string choice) => _choices.Enqueue(choice);

    public void AddIssue(int number, string title, params string[] labels) => GitHub.Issues.Add(new JsonObject
    {
        ["number"] = number, ["html_url"] = $"{GitHub.Url}acme/shop/issues/{number}", ["title"] = title, ["body"] = "", ["state"] = "open",
        ["labels"] = new JsonArray([.. labels.Select(label => new JsonObject { ["name"] = label })]), ["assignees"] = new JsonArray(),
        ["created_at"] = $"2030-01-01T{number / 60:00}:{number % 60:00}:00Z",
    });

    /// <summary>An issue as GitHub tells of it.</summary>
    public JsonObject Issue(int number) =>
        (JsonObject)GitHub.Issues.Single(issue => issue["number"]!.GetValue<int>() == number).DeepClone();

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

    /// <summary>Somebody pushes a commit to a branch of the remote; an empty one without a file.</summary>
    public void Push(string branch, string subject, (string Path, string Content)? file = null)
    {
        Scene.Git("fetch", "--quiet", "origin", branch);
        var tree = Scene.Git("rev-parse", "FETCH_HEAD^{tree}");
        if (file is var (path, content))
        {
            var outside = Path.Combine(Scene.Root, "pushed");
            File.WriteAllText(outside, content);
            var blob = Scene.Git("hash-object", "-w", outside);
            Scene.Git("read-tree", "FETCH_HEAD");
            Scene.Git("update-index", "--add", "--cacheinfo", $"100644,{blob},{path}");
            tree = Scene.Git("write-tree");
            Scene.Git("read-tree", "HEAD");
        }

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

    /// <summary>The model says what it was told to choose; asked about a comment without that, that it asks for a change.</summary>
    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var isComment = (await reader.ReadToEndAsync()).Contains(OfComment, StringComparison.Ordinal);
        var choice = _choices.TryDequeue(out var chosen) ? chosen : isComment ? "change_requested" : null;
        await WebServer.AnswerAsync(context, 200, Completion(choice is null
            ? JsonSerializer.Serialize(new { summary = "A small repository." })
            : JsonSerializer.Serialize(new { choice, reason = "It says so." })));
    }

    private static string Completion(string text) => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1", @object = "chat.completion", created = 1, model = "test-model",
        choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = text } } },
        usage = new { prompt_tokens = 10, completion_tokens = 10, total_tokens = 20 },
    });
}
