using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Slipway.Integrations.Tests.GitHub;

namespace Slipway.EndToEnd.Tests;

/// <summary>A repository with a remote, an agent and a gate that can be held at any
/// point, and a home for the host: all real, in one folder.</summary>
internal sealed class Scene : IDisposable
{
    public Scene()
    {
        Root = Directory.CreateTempSubdirectory("slipway-e2e-").FullName;
        Home = Path.Combine(Root, "home");
        Repository = Path.Combine(Root, "repository");
        Directory.CreateDirectory(Home);
        Directory.CreateDirectory(Repository);
        MakeRepository();
        MakeAgent();
    }

    public string Root { get; }

    public string Home { get; }

    public string Repository { get; }

    public string AgentCommand => $"sh {Path.Combine(Root, "agent.sh")}";

    public string GateCommand => $"echo gate >> {Path.Combine(Root, "runs.log")}; while test -e {Hold("gate")}; do sleep 0.05; done; "
        + "test \"$(cat answer.txt)\" = 42 || { echo \"answer.txt must hold 42, not $(cat answer.txt)\"; exit 3; }";

    /// <summary>While this file exists, the agent (<c>plan</c>, <c>code</c>, <c>fix</c>) or the <c>gate</c> waits.</summary>
    public string Hold(string step) => Path.Combine(Root, "hold-" + step);

    /// <summary>How often the agent or the gate has been started.</summary>
    public int Runs(string step) =>
        File.Exists(Path.Combine(Root, "runs.log")) ? File.ReadLines(Path.Combine(Root, "runs.log")).Count(line => line == step) : 0;

    public object Request(params (string Key, object? Value)[] changes)
    {
        var request = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["requirement"] = "Put the answer to everything into answer.txt.",
            ["repository"] = Repository,
            ["agent"] = new { command = AgentCommand },
            ["gates"] = new[] { new { name = "answer", command = GateCommand } },
            ["actor"] = "tester",
        };
        foreach (var (key, value) in changes)
        {
            request[key] = value;
        }

        return request;
    }

    public async Task<string> StartAsync(HostProcess host, params (string Key, object? Value)[] changes)
    {
        using var answer = await host.Client.PostAsJsonAsync("/api/workflows", Request(changes));
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Accepted, body);
        using var workflow = JsonDocument.Parse(body);
        return workflow.RootElement.GetProperty("id").GetString()!;
    }

    public static async Task<JsonElement> GetAsync(HostProcess host, string path)
    {
        using var answer = await host.Client.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    public static Task<JsonElement> UntilStateAsync(HostProcess host, string id, params string[] states) => Poll.UntilAsync(
        () => GetAsync(host, $"/api/workflows/{id}"),
        workflow => states.Contains(workflow.GetProperty("state").GetString(), StringComparer.Ordinal),
        workflow => $"{workflow}\n{host.Output}");

    /// <summary>Waits for the one workflow that a delivery has started, once GitHub has said that its sender may write.</summary>
    public static async Task<string> UntilOneStartedAsync(HostProcess host)
    {
        var workflows = await Poll.UntilAsync(
            async () => (await GetAsync(host, "/api/workflows")).GetProperty("workflows"), list => list.GetArrayLength() > 0,
            _ => host.Output);
        return Assert.Single(workflows.EnumerateArray()).GetProperty("id").GetString()!;
    }

    public static async Task<IReadOnlyList<JsonElement>> EventsAsync(HostProcess host, string id) =>
        [.. (await GetAsync(host, $"/api/workflows/{id}/events")).GetProperty("events").EnumerateArray()];

    public static async Task PostAsync(HostProcess host, string path, object body, System.Net.HttpStatusCode expected)
    {
        using var answer = await host.Client.PostAsJsonAsync(path, body);
        Assert.True(answer.StatusCode == expected, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Makes the remote one on GitHub, whose branches are in a bare repository here.</summary>
    public async Task<GitHubServer> OnGitHubAsync()
    {
        var bare = Path.Combine(Root, "remote.git");
        var github = await GitHubServer.StartAsync(bare);
        Git("remote", "set-url", "origin", github.CloneUrl);
        Git("config", $"url.{bare}.insteadOf", github.CloneUrl);
        return github;
    }

    /// <summary>The settings of a host that works with it.</summary>
    public static string[] GitHubSettings(GitHubServer github) =>
    [
        "--Slipway:WebhookSecret", GitHubWebhooks.Secret, "--Slipway:GitHub:ApiUrl", github.ApiUrl,
        "--Slipway:GitHub:TokenName", "GITHUB_TEST_TOKEN", "--GITHUB_TEST_TOKEN", GitHubServer.Token,
        "--Slipway:GitHub:ChangeGap", "00:00:00.1",
    ];

    public string Git(params string[] arguments) => Run("git", ["-C", Repository, .. arguments]);

    public void Dispose()
    {
        foreach (var hold in Directory.EnumerateFiles(Root, "hold-*"))
        {
            File.Delete(hold);
        }

        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            // An agent that was killed with its host may still be writing; the system clears its temporary folder.
        }
    }

    private static string Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
    }

    private void MakeRepository()
    {
        File.WriteAllText(Path.Combine(Repository, "README.md"), "# Everything\n");
        Git("init", "--quiet", "--initial-branch=main");
        Git("config", "user.name", "Tester");
        Git("config", "user.email", "tester@example.com");
        Git("add", ".");
        Git("commit", "--quiet", "--message", "Begin");
        Run("git", ["init", "--quiet", "--bare", "--initial-branch=main", Path.Combine(Root, "remote.git")]);
        Git("remote", "add", "origin", Path.Combine(Root, "remote.git"));
        Git("push", "--quiet", "--set-upstream", "origin", "main");
    }

    /// <summary>Has the agent do something else.</summary>
    /// <param name="script">Shell; <c>$mode</c> and <c>$prompt</c> are what it is told, <c>says TEXT</c> whether the prompt has it.</param>
    public void Agent(string script) => File.WriteAllText(Path.Combine(Root, "agent.sh"), $$"""
        prompt=$(cat)
        mode=$(printf '%s\n' "$prompt" | sed -n 's/^Mode: //p' | head -1)
        says() { printf '%s\n' "$prompt" | grep -q "$1"; }
        echo "$mode" >> {{Root}}/runs.log
        while test -e {{Root}}/hold-$mode; do sleep 0.05; done
        {{script}}
        """);

    /// <summary>An agent that gets it wrong first, and right once it is told what the gate said.</summary>
    private void MakeAgent() => Agent("""
        case $mode in
            plan) echo "1. Think. 2. Write answer.txt." ;;
            code) echo 41 > answer.txt ;;
            fix) says 'answer.txt must hold 42' && echo 42 > answer.txt
                says 'Add a note' && echo note > note.txt ;;
        esac
        """);
}
