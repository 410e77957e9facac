using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Tests.Contracts;

namespace Slipway.Integrations.Tests.GitHub;

/// <summary>A small GitHub over real HTTP on loopback: one repository, <c>acme/shop</c>, with pull requests, issues, comments, statuses and
/// checks. With a bare repository behind it, branches are looked up there and merges are real.</summary>
internal sealed partial class GitHubServer : IAsyncDisposable
{
    public const string Token = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";

    private const string Repo = "/api/v3/repos/acme/shop";

    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly SharedList<JsonObject> _pulls = [];
    private readonly SharedList<JsonObject> _comments = [];
    private readonly SharedList<JsonObject> _events = [];
    private readonly List<string> _violations = [];
    private int _pagesOf = int.MaxValue;

    private GitHubServer(WebApplication app, string? bare)
    {
        _app = app;
        Bare = bare;
    }

    public Uri Url { get; private set; } = null!;

    /// <summary>What a clone has as the address of its remote.</summary>
    public string CloneUrl => $"{Url}acme/shop.git";

    public string ApiUrl => $"{Url}api/v3";

    public string? Bare { get; }

    /// <summary>Where a branch is.</summary>
    public string? HeadOf(string branch) => ShaOf(branch);

    public SharedList<string> Requests { get; } = [];

    /// <summary>What requests asked for, as it stood in them.</summary>
    public SharedList<string> Targets { get; } = [];

    public SharedList<string> Tokens { get; } = [];

    public SharedList<JsonObject> Issues { get; } = [];

    public SharedList<JsonObject> Statuses { get; } = [];

    public SharedList<JsonObject> CheckRuns { get; } = [];

    public SharedList<JsonObject> CheckSuites { get; } = [];

    public SharedList<JsonObject> Annotations { get; } = [];

    public SharedList<JsonObject> Reviews { get; } = [];

    public SharedList<JsonObject> ReviewComments { get; } = [];

    /// <summary>Contexts that branch protection requires; with <see cref="RulesRequire"/> those of a ruleset.</summary>
    public SharedList<string> ProtectionRequires { get; } = [];

    public SharedList<string> RulesRequire { get; } = [];

    public Dictionary<string, string> Permissions { get; } = new(StringComparer.Ordinal)
    {
        ["octocat"] = "write", ["ada"] = "admin", ["bob"] = "write", ["eve"] = "read",
    };

    public SharedList<JsonObject> Deliveries { get; } = [];

    public IReadOnlyList<JsonObject> Pulls => _pulls;

    public IReadOnlyList<JsonObject> Comments => _comments;

    /// <summary>Whether requests get the examples of GitHub's API description as their answers.</summary>
    public bool AnswersWithExamples { get; set; }

    /// <summary>Who has the token; <see langword="null"/> for a token of an application, which may not ask.</summary>
    public string? Login { get; set; } = "slipway-bot";

    /// <summary>Called after a pull request changed, outside the lock: where webhooks come from.</summary>
    public Func<string, JsonObject, Task> Changed { get; set; } = (_, _) => Task.CompletedTask;

    public static async Task<GitHubServer> StartAsync(string? bare = null)
    {
        await GitHubContract.ReadyAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new GitHubServer(builder.Build(), bare);
        server._app.Run(server.DispatchAsync);
        await server._app.StartAsync();
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Url = new Uri(address + "/");
        return server;
    }

    /// <summary>What was wrong with requests, by GitHub's description of its API; what nobody takes fails the test.</summary>
    public IReadOnlyList<string> TakeViolations()
    {
        lock (_lock)
        {
            string[] taken = [.. _violations];
            _violations.Clear();
            return taken;
        }
    }

    /// <summary>How many entries a page of a list has.</summary>
    public void PagesOf(int entries) => _pagesOf = entries;

    public JsonObject AddPull(string branch, string sha, int? number = null)
    {
        var pull = new JsonObject
        {
            ["number"] = number ?? _pulls.Count + 1, ["html_url"] = $"{Url}acme/shop/pull/{number ?? _pulls.Count + 1}", ["title"] = "T",
            ["body"] = "", ["state"] = "open", ["draft"] = false, ["merged_at"] = null, ["merge_commit_sha"] = null, ["mergeable"] = true,
            ["mergeable_state"] = "clean", ["head"] = new JsonObject { ["ref"] = branch, ["sha"] = sha },
            ["base"] = new JsonObject { ["ref"] = "main", ["sha"] = "0" }, ["labels"] = new JsonArray(),
            ["requested_reviewers"] = new JsonArray(), ["requested_teams"] = new JsonArray(),
            ["user"] = new JsonObject { ["login"] = Login ?? "slipway[bot]" },
        };
        _pulls.Add(pull);
        return pull;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Assert.Empty(_violations);
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (IsDown)
        {
            context.Abort();
            return;
        }

        var bytes = await BodyAsync(context.Request);
        (string Event, JsonObject Pull)? changed = null;
        lock (_lock)
        {
            Requests.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            Targets.Add(context.Features.Get<IHttpRequestFeature>()!.RawTarget);
            Tokens.Add(context.Request.Headers.Authorization.ToString());
        }

        if (await BreaksContractAsync(context, bytes))
        {
            return;
        }

        if (TakeFault(context.Request) is { } fault)
        {
            await fault(context);
            return;
        }

        if (string.IsNullOrEmpty(context.Request.Headers.UserAgent) || context.Request.Headers["X-GitHub-Api-Version"] != "2022-11-28")
        {
            await AnswerAsync(context, 403, """{"message":"Request forbidden by administrative rules."}""");
            return;
        }

        var body = bytes.Length == 0 ? null : JsonNode.Parse(bytes);
        (int Status, JsonNode? Json) answer;
        lock (_lock)
        {
            answer = Route(context.Request, body, ref changed);
        }

        await ListAsync(context, answer);
        if (changed is { } happened)
        {
            await Changed(happened.Event, happened.Pull);
        }
    }

    private (int, JsonNode?) Route(HttpRequest request, JsonNode? body, ref (string, JsonObject)? changed)
    {
        var path = request.Path.Value!;
        if (path.StartsWith("/api/v3/app/", StringComparison.Ordinal))
        {
            return (201, new JsonObject { ["token"] = $"ghs_{Requests.Count}", ["expires_at"] = "2030-01-01T01:00:00Z" });
        }

        if (path == "/api/v3/user")
        {
            return Login is null ? (403, new JsonObject { ["message"] = "Resource not accessible by integration" })
                : (200, new JsonObject { ["login"] = Login });
        }

        if (!path.StartsWith(Repo, StringComparison.Ordinal))
        {
            return NotFound();
        }

        var parts = path[Repo.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (request.Method, parts) switch
        {
            ("GET", ["installation"]) => (200, new JsonObject { ["id"] = 77 }),
            ("GET", ["pulls"]) => (200, Copy(_pulls.Where(pull => Fits(pull, request)).Reverse())),
            ("POST", ["pulls"]) => Create((JsonObject)body!, ref changed),
            ("GET", ["pulls", var number]) => Find(_pulls, number) is { } pull ? (200, Fresh(pull)) : NotFound(),
            ("GET", ["pulls", _, "reviews"]) => (200, Copy(Reviews)),
            ("GET", ["pulls", _, "reviews", _, "comments"]) => (200, Copy(ReviewComments)),
            ("GET", ["pulls", _, "comments"]) => (200, Copy(_threads)),
            ("POST", ["pulls", _, "comments", var id, "replies"]) => Answer(id, body!),
            ("PATCH", ["pulls", "comments", var id]) => Patch(_threads.Find(each => $"{each["id"]}" == id), body!),
            ("GET", ["collaborators", var login, "permission"]) => Permissions.TryGetValue(login, out var may)
                ? (200, new JsonObject { ["permission"] = may }) : NotFound(),
            ("GET", ["branches", _]) => (200, Branch()),
            ("GET", ["rules", "branches", _]) => (200, Rules()),
            ("GET", ["check-runs", _, "annotations"]) => (200, Copy(Annotations)),
            ("PATCH", ["pulls", var number]) => Patch(Find(_pulls, number), body!),
            ("PUT", ["pulls", var number, "merge"]) => Merge(Find(_pulls, number), (JsonObject)body!, ref changed),
            ("POST", ["pulls", var number, "requested_reviewers"]) => Ask(Find(_pulls, number)!, body!),
            ("POST", ["issues", var number, "labels"]) => Add(Find(_pulls, number)!, "labels", "name", body!["labels"]!),
            ("GET", ["issues"]) => (200, Copy(Issues.Where(issue => HasLabels(issue, request)))),
            ("GET", ["issues", var number]) => Find(Issues, number) is { } issue ? (200, issue.DeepClone()) : NotFound(),
            ("PATCH", ["issues", var number]) => Patch(Find(Issues, number), body!),
            ("POST", ["issues", var number, "assignees"]) => Assign(Find(Issues, number)!, body!),
            ("GET", ["issues", _, "comments"]) => (200, Copy(_comments)),
            ("GET", ["issues", _, "events"]) => (200, Copy(_events)),
            ("POST", ["issues", _, "comments"]) => Comment((JsonObject)body!),
            ("PATCH", ["issues", "comments", var id]) => Patch(_comments.Find(comment => $"{comment["id"]}" == id), body!),
            ("GET", ["contents", .. var file]) => ReadFile(string.Join('/', file)),
            ("PUT", ["contents", .. var file]) => WriteFile(string.Join('/', file), body!),
            ("GET", ["deployments"]) => (200, DeploymentsTo(request)),
            ("POST", ["deployments"]) => (201, Deploy((JsonObject)body!).DeepClone()),
            ("GET", ["deployments", var id, "statuses"]) => (200, SaidOf(id)),
            ("GET", ["commits", var name]) => (200, new JsonObject { ["sha"] = name.Length == 40 ? name : ShaOf(name) }),
            ("GET", ["commits"]) => (200, CommitsOf($"{request.Query["path"]}")),
            ("POST", ["statuses", var sha]) => KeepStatus(sha, body!),
            ("GET", ["commits", var sha, "status"]) => (200, new JsonObject { ["state"] = "pending", ["statuses"] = StatusesOf(sha) }),
            ("GET", ["commits", var sha, "check-runs"]) => (200, new JsonObject
            {
                ["check_runs"] = Copy(CheckRuns.Where(run => run["head_sha"] is not { } head || $"{head}" == sha)),
            }),
            ("GET", ["commits", _, "check-suites"]) => (200, new JsonObject { ["check_suites"] = Copy(CheckSuites) }),
            ("POST", ["check-runs"]) => Keep(CheckRuns, body!),
            ("PATCH", ["check-runs", var id]) => Patch(CheckRuns.Find(run => $"{run["id"]}" == id), body!),
            ("GET", ["hooks", _, "deliveries"]) => (200, Copy(Deliveries)),
            ("POST", ["hooks", _, "deliveries", _, "attempts"]) => (202, new JsonObject()),
            _ => NotFound(),
        };
    }

    private (int, JsonNode?) Create(JsonObject wanted, ref (string, JsonObject)? changed)
    {
        var branch = $"{wanted["head"]}";
        if (_pulls.Exists(pull => $"{pull["head"]!["ref"]}" == branch && $"{pull["state"]}" == "open"))
        {
            return (422, JsonNode.Parse(
                $$"""{"message":"Validation Failed","errors":[{"message":"A pull request already exists for acme:{{branch}}."}]}"""));
        }

        var sha = ShaOf(branch);
        if (sha is null)
        {
            return (422, JsonNode.Parse("""{"message":"Validation Failed","errors":[{"field":"head","code":"invalid"}]}"""));
        }

        var made = AddPull(branch, sha);
        Patch(made, wanted, "title", "body", "draft");
        made["base"]!["ref"] = $"{wanted["base"]}";
        changed = ("opened", made);
        return (201, made.DeepClone());
    }

    private (int, JsonNode?) Merge(JsonObject? pull, JsonObject wanted, ref (string, JsonObject)? changed)
    {
        if (pull is null)
        {
            return NotFound();
        }

        if ($"{pull["state"]}" != "open" || $"{pull["mergeable"]}" == "false" || $"{pull["draft"]}" == "true" || pull["mergeable"] is null)
        {
            return (405, JsonNode.Parse("""{"message":"Pull Request is not mergeable"}"""));
        }

        if ($"{wanted["sha"]}" != $"{Fresh(pull)!["head"]!["sha"]}")
        {
            return (409, JsonNode.Parse("""{"message":"Head branch was modified. Review and try the merge again."}"""));
        }

        var sha = Bare is null ? new string('e', 40) : MergeForReal($"{wanted["sha"]}", $"{pull["base"]!["ref"]}");
        pull["state"] = "closed";
        pull["merged_at"] = "2026-01-01T00:00:00Z";
        pull["merge_commit_sha"] = sha;
        changed = ("closed", pull);
        return (200, new JsonObject { ["sha"] = sha, ["merged"] = true, ["message"] = "Pull Request successfully merged" });
    }

    private string MergeForReal(string head, string baseBranch)
    {
        var target = Git("rev-parse", $"refs/heads/{baseBranch}");
        var tree = Git("merge-tree", "--write-tree", target, head);
        var merge = Git("commit-tree", tree, "-p", target, "-p", head, "-m", "Merge pull request");
        Git("update-ref", $"refs/heads/{baseBranch}", merge, target);
        return merge;
    }

    private JsonObject Fresh(JsonObject pull)
    {
        if (Bare is not null && $"{pull["state"]}" == "open")
        {
            pull["head"]!["sha"] = ShaOf($"{pull["head"]!["ref"]}");
        }

        return (JsonObject)pull.DeepClone();
    }

    private string? ShaOf(string branch) => Bare is null ? new string('a', 40) : TryGit(branch);

    private string? TryGit(string branch)
    {
        try
        {
            return Git("rev-parse", "--verify", $"refs/heads/{branch}");
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] all =
        [
            "-C", Bare!, "-c", "user.name=GitHub", "-c", "user.email=noreply@example.com", .. arguments,
        ];
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(error);
    }

    private (int, JsonNode?) Comment(JsonObject body)
    {
        body["id"] = 1_000 + _comments.Count;
        body["user"] = new JsonObject { ["login"] = Login ?? "actions[bot]", ["type"] = Login is null ? "Bot" : "User" };
        _comments.Add(body);
        return (201, body.DeepClone());
    }

    private static (int, JsonNode?) Keep(SharedList<JsonObject> list, JsonNode body)
    {
        body["id"] = 1 + list.Count;
        list.Add((JsonObject)body);
        return (201, body.DeepClone());
    }

    private static (int, JsonNode?) Patch(JsonObject? target, JsonNode body, params string[] fields)
    {
        if (target is null)
        {
            return NotFound();
        }

        foreach (var (name, value) in body.AsObject().Where(field => fields.Length == 0 || fields.Contains(field.Key)))
        {
            target[name] = value?.DeepClone();
        }

        return (200, target.DeepClone());
    }
}
