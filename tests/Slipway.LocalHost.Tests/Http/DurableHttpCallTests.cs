using System.Net;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Primitives;
using Slipway.LocalHost.Http.Calls;
using Slipway.LocalHost.Testing;
using static Slipway.LocalHost.Tests.Testing.DurableTaskTestHostTests;

namespace Slipway.LocalHost.Tests.Http;

/// <summary>An orchestration's HTTP request, its attempts answered by a script.</summary>
public sealed class DurableHttpCallTests
{
    private static readonly Uri Address = new("https://example.test/start");

    private readonly List<DurableHttpRequest> _requests = [];

    [Fact]
    public async Task An_accepted_request_is_followed_to_its_end_and_its_headers_stay_with_their_origin()
    {
        var request = new DurableHttpRequest(HttpMethod.Post, Address)
        {
            AsynchronousPatternEnabled = true,
            Headers = new Dictionary<string, StringValues> { ["Authorization"] = "secret" },
        };

        var done = await CallAsync(request, Accepted("/status"), Accepted("https://other.test/status"), new(HttpStatusCode.OK));

        Assert.Equal(200, done.ReadOutputAs<int>());
        Assert.Equal(
            ["POST https://example.test/start", "GET https://example.test/status", "GET https://other.test/status"],
            _requests.Select(sent => $"{sent.Method} {sent.Uri}"));
        Assert.Equal([true, true, false], _requests.Select(sent => sent.Headers is not null));
    }

    [Fact]
    public async Task An_accepted_request_is_an_answer_when_it_is_not_to_be_followed()
    {
        var done = await CallAsync(new DurableHttpRequest(HttpMethod.Get, Address), Accepted("/status"));

        Assert.Equal(202, done.ReadOutputAs<int>());
        Assert.Single(_requests);
    }

    [Fact]
    public async Task A_bad_answer_is_asked_for_again_as_often_as_told()
    {
        var request = new DurableHttpRequest(HttpMethod.Get, Address)
        {
            HttpRetryOptions = new HttpRetryOptions([HttpStatusCode.BadGateway]) { MaxNumberOfAttempts = 3 },
        };

        var done = await CallAsync(request, new(HttpStatusCode.BadGateway), new(HttpStatusCode.BadGateway), new(HttpStatusCode.BadGateway));

        Assert.Equal(502, done.ReadOutputAs<int>());
        Assert.Equal(3, _requests.Count);
    }

    [Fact]
    public async Task A_status_that_is_not_named_is_not_asked_for_again()
    {
        var request = new DurableHttpRequest(HttpMethod.Get, Address)
        {
            HttpRetryOptions = new HttpRetryOptions([HttpStatusCode.BadGateway]) { MaxNumberOfAttempts = 3 },
        };

        var done = await CallAsync(request, new DurableHttpResponse(HttpStatusCode.NotFound));

        Assert.Equal(404, done.ReadOutputAs<int>());
        Assert.Single(_requests);
    }

    private static DurableHttpResponse Accepted(string location) => new(HttpStatusCode.Accepted)
    {
        Headers = new Dictionary<string, StringValues> { ["location"] = location, ["Retry-After"] = "0" },
    };

    private async Task<OrchestrationMetadata> CallAsync(DurableHttpRequest request, params DurableHttpResponse[] answers)
    {
        var script = new Queue<DurableHttpResponse>(answers);
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Call", async context => (int)(await context.CallHttpAsync(request)).StatusCode)
            .AddActivityFunc<DurableHttpRequest, DurableHttpResponse>(HttpCallActivity.Name, (_, sent) =>
            {
                _requests.Add(sent);
                return script.Dequeue();
            }));
        return await RunAsync(host.Client, "Call", input: null);
    }
}
