using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Integrations.Http;
using Slipway.Integrations.Tests.Steps;
using Slipway.Integrations.Trackers;

namespace Slipway.Integrations.Tests.Trackers;

/// <summary>An Atlassian site, or a proxy before it, that does not answer as it should: nothing is taken for an answer that is none, and
/// the next attempt succeeds.</summary>
public sealed class TrackerFaultTests : IAsyncLifetime
{
    private const string Token = "t0ken-of-the-test";

    private static readonly string[] Calls = ["find", "read", "move", "comment", "page", "version", "release"];

    private readonly ConcurrentQueue<Func<HttpContext, Task>> _faults = new();
    private readonly ConcurrentQueue<string> _made = new();
    private readonly HttpClient _http = new(OutboundHandler.Create(new OutboundOptions { AllowPrivate = true }));
    private WebServer _site = null!;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var call in Calls)
            {
                foreach (var fault in Faults.All)
                {
                    cases.Add(call, fault);
                }
            }

            return cases;
        }
    }

    public async Task InitializeAsync() => _site = await WebServer.StartAsync(
        context => _faults.TryDequeue(out var fault) ? fault(context) : AnswerAsync(context));

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _site.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_faulty_answer_is_worth_another_attempt_which_succeeds_and_does_nothing_twice(string call, string fault)
    {
        _faults.Enqueue(Faults.Answer(fault));

        var failed = await Assert.ThrowsAsync<SlipwayException>(() => DoAsync(call));
        Assert.Empty(_made);
        await DoAsync(call);

        Assert.Equal((ErrorCodes.TrackerFailed, ErrorCategory.Transient), (failed.Code, failed.Category));
        Assert.DoesNotContain(Token, failed.ToString(), StringComparison.Ordinal);
        Assert.Equal(call is "find" or "read" ? 0 : 1, _made.Count);
    }

    [Fact]
    public async Task An_answer_that_does_not_end_is_given_up()
    {
        _faults.Enqueue(Faults.Answer("stall"));
        _http.Timeout = TimeSpan.FromSeconds(1);

        var failed = await Assert.ThrowsAsync<SlipwayException>(() => DoAsync("find"));

        Assert.Equal(ErrorCategory.Transient, failed.Category);
        Assert.Contains("did not answer within 1 s", failed.Message, StringComparison.Ordinal);
    }

    private async Task DoAsync(string call)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Slipway:Atlassian:Url"] = _site.Url, ["Slipway:Atlassian:User"] = "bot@example.com",
            ["Slipway:Atlassian:TokenSetting"] = "JiraToken", ["JiraToken"] = Token,
        }).Build();
        var client = new AtlassianClient(_http, configuration, TimeProvider.System);
        var stop = CancellationToken.None;
        await (call switch
        {
            "find" => new JiraTracker(client).FindAsync("x = 1", 10, stop),
            "read" => new JiraTracker(client).ReadAsync("SHOP-1", stop),
            "move" => new JiraTracker(client).MoveAsync("SHOP-1", "Done", stop),
            "comment" => new JiraTracker(client).CommentAsync("SHOP-1", "wf-1/release", "Merged.", stop),
            "page" => new ConfluencePages(client).SaveAsync(new DocumentationText("SHOP", "Release", "Done."), stop),
            "version" => new JiraVersions(client).CreateAsync("SHOP", "2.2", null, stop),
            _ => (Task)new JiraVersions(client).ReleaseAsync("SHOP", "2.1", new DateOnly(2030, 1, 1), stop),
        });
    }

    private Task AnswerAsync(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value!);
        if (method != "GET" && !path.EndsWith("/search/jql", StringComparison.Ordinal))
        {
            _made.Enqueue(path);
        }

        const string Issue = """{"key":"SHOP-1","fields":{"summary":"One","status":{"name":"Open"},"labels":[7,"a"]}}""";
        var parts = path.Split('/');
        return WebServer.AnswerAsync(context, 200, (method, parts[^1]) switch
        {
            ("POST", "jql") => $$"""{"issues":[{{Issue}}],"isLast":true}""",
            ("GET", "SHOP-1") => Issue,
            ("GET", "transitions") => """{"transitions":[{"id":"31","to":{"name":"Done"}}]}""",
            ("GET", "comment") => """{"comments":[]}""",
            ("GET", "spaces") => """{"results":[{"id":"42"}]}""",
            ("GET", "pages") => """{"results":[]}""",
            ("GET", "versions") => """[{"id":"5","name":"2.1","released":false}]""",
            ("GET", "SHOP") => """{"id":"10000"}""",
            _ => """{"id":"7"}""",
        });
    }
}
