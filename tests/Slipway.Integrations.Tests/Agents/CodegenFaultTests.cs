using Slipway.Core.Ports;
using Slipway.Integrations.Agents;
using Slipway.Integrations.Agents.Codegen;
using static Slipway.Core.Ports.AgentOutcomeKind;

namespace Slipway.Integrations.Tests.Agents;

/// <summary>The remote agent's service, or a proxy before it, that does not answer as it should: no run is paid for twice, and none that is
/// paid for is lost.</summary>
public sealed class CodegenFaultTests : IAsyncLifetime
{
    private const string Create = "POST /v1/organizations/42/agent/run";

    private readonly TestHome _home = new();
    private readonly SkippingTime _time = new();
    private CodegenServer _server = null!;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var path in new[] { "/agent/runs", "/agent/run", "/agent/run/1000" })
            {
                foreach (var fault in Faults.All)
                {
                    cases.Add(path, fault);
                }
            }

            return cases;
        }
    }

    public async Task InitializeAsync() => _server = await CodegenServer.StartAsync();

    public async Task DisposeAsync()
    {
        _home.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_faulty_answer_is_asked_for_again(string path, string fault)
    {
        _server.WillBe("ACTIVE", "COMPLETE");
        _server.Answer(path, Faults.Answer(fault));

        var outcome = await RunAsync();

        Assert.Equal((Succeeded, "1000"), (outcome.Kind, outcome.SessionId));
        Assert.Equal(path == "/agent/run" ? 2 : 1, _server.Count(Create));
        Assert.DoesNotContain(CodegenServer.Token, outcome.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("99999999999")]
    [InlineData("2147483647")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT")]
    public async Task A_service_whose_clock_is_wrong_makes_no_run_wait_for_years(string retryAfter)
    {
        var start = _time.GetUtcNow();
        _server.WillBe("ACTIVE", "COMPLETE");
        _server.Refuse("/agent/run/1000", 503, retryAfter);

        var outcome = await RunAsync();

        Assert.Equal(Succeeded, outcome.Kind);
        Assert.InRange(_time.GetUtcNow() - start, TimeSpan.Zero, TimeSpan.FromMinutes(6));
    }

    private async Task<AgentOutcome> RunAsync()
    {
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_CODEGEN_TOKEN", CodegenServer.Token);
        var options = new CodegenOptions
        {
            BaseUrl = _server.Address, OrganizationId = 42, TokenVariable = "SLIPWAY_TEST_CODEGEN_TOKEN",
        };
        using var http = new HttpClient();
        var client = new CodegenClient(http, options, new RateLimits(new NoUsageLedger(), _time), _time);
        var agent = new CodegenAgent(client, options, _home.Get<AgentTools>() with { Time = _time });
        var time = TimeSpan.FromMinutes(30);
        return await agent.RunAsync(new AgentTask("wf-1", "code", 1, "Do it", _home.Directory, time, time), default);
    }
}
