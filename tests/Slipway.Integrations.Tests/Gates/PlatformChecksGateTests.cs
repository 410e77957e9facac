using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Gates;
using Slipway.Integrations.Git;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Tests.Gates;

public sealed class PlatformChecksGateTests
{
    [Theory]
    [InlineData(null, "build:passed:required,lint:failed", true, false)]
    [InlineData(null, "build:passed,lint:failed", false, false)]
    [InlineData(null, "build:failed:required,slow:pending:required", false, false)]
    [InlineData(null, "build:passed:required,slow:pending:required", false, true)]
    [InlineData(null, "", false, true)]
    [InlineData("lint", "build:failed:required,lint:passed", true, false)]
    [InlineData("lint, later", "lint:passed", false, true)]
    public async Task Named_checks_else_required_ones_else_all_decide(string? names, string found, bool passed, bool pending)
    {
        var result = await RunAsync(names, found);

        Assert.Equal((passed, pending), (result.Passed, result.IsPending));
    }

    [Theory]
    [InlineData("lint:failed", true, false)]
    [InlineData("lint:failed,build:pending:required", false, true)]
    [InlineData("lint:passed,build:failed:required", false, false)]
    public async Task Only_the_required_ones_may_count(string found, bool passed, bool pending)
    {
        var result = await RunAsync(found, Run(names: null) with { Settings = new Dictionary<string, string> { ["only"] = "required" } });

        Assert.Equal((passed, pending), (result.Passed, result.IsPending));
    }

    [Fact]
    public async Task The_agent_is_told_what_failed()
    {
        var result = await RunAsync(names: null, "build:failed");

        Assert.Contains("The check 'build' failed. https://ci.example/build", result.Output, StringComparison.Ordinal);
        Assert.Contains("    error CS1002", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_seen_is_kept_once_it_decides()
    {
        using var home = new TestHome();
        var seen = new List<PlatformCheck> { new("build", PlatformCheckState.Pending, IsRequired: true, null, "https://ci.example/build") };
        var gate = Gate(new Checks(seen), home);

        var pending = await gate.RunAsync(Run(names: null), default);
        seen[0] = seen[0] with { State = PlatformCheckState.Failed, Summary = "error CS1002" };
        var decided = await gate.RunAsync(Run(names: null), default);

        Assert.Null(pending.Log);
        Assert.Equal("gate-checks-checks.json", decided.Log!.Name);
        using var kept = JsonDocument.Parse(home.Get<IArtifactStore>().OpenRead(decided.Log.Sha256)!);
        Assert.Equal("head", kept.RootElement.GetProperty("headSha").GetString());
        var check = kept.RootElement.GetProperty("checks")[0];
        Assert.Equal(("build", "failed"), (check.GetProperty("name").GetString(), check.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Whoever_names_no_commit_means_that_of_the_worktree()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var checks = new Checks([]);

        await Gate(checks, home).RunAsync(Run(names: null) with { HeadSha = null, WorkingDirectory = repository.Path }, default);

        Assert.Equal(repository.Sha("main"), checks.AskedFor);
    }

    [Fact]
    public async Task Without_a_platform_the_gate_says_what_to_use_instead()
    {
        using var home = new TestHome();

        var error = await Assert.ThrowsAsync<SlipwayException>(() => home.Gate.RunAsync(Run(names: null), default));

        Assert.Contains("use a gate with a command", error.Message, StringComparison.Ordinal);
    }

    private static Task<GateResult> RunAsync(string? names, string found) => RunAsync(found, Run(names));

    private static async Task<GateResult> RunAsync(string found, GateRun run)
    {
        using var home = new TestHome();
        var entries = found.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split(':'));
        var checks = entries.Select(parts => new PlatformCheck(
            parts[0], Enum.Parse<PlatformCheckState>(parts[1], ignoreCase: true), parts.Length > 2, "error CS1002\nat x",
            $"https://ci.example/{parts[0]}"));
        return await Gate(new Checks([.. checks]), home).RunAsync(run, default);
    }

    private static PlatformChecksGate Gate(IPlatformChecks checks, TestHome home) =>
        new(checks, home.Get<GitCommand>(), home.Get<IArtifactStore>(), home.Get<HostSecrets>());

    private static GateRun Run(string? names) => new("wf-1", "checks", "", "/worktree", TimeSpan.FromMinutes(1))
    {
        Kind = "platform-checks",
        Settings = names is null ? null : new Dictionary<string, string> { ["names"] = names },
        Repository = new RepositoryInfo("/repos/shop", "main", "base", null),
        HeadSha = "head",
    };

    private sealed class Checks(IReadOnlyList<PlatformCheck> checks) : IPlatformChecks
    {
        public string? AskedFor { get; private set; }

        public Task<IReadOnlyList<PlatformCheck>?> FindAsync(
            RepositoryInfo repository, string headSha, CancellationToken cancellationToken)
        {
            AskedFor = headSha;
            return Task.FromResult<IReadOnlyList<PlatformCheck>?>(checks);
        }
    }
}
