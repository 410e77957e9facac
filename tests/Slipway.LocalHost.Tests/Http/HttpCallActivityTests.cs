using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Slipway.LocalHost.Http.Calls;

namespace Slipway.LocalHost.Tests.Http;

/// <summary>An orchestration's HTTP request over real HTTP on loopback, and where its redirects lead.</summary>
public sealed class HttpCallActivityTests
{
    private readonly ConcurrentQueue<string> _seen = new();

    [Fact]
    public async Task A_redirect_keeps_the_headers_within_their_origin_and_leaves_them_behind_elsewhere()
    {
        await using var other = await StartAsync(_ => null);
        await using var server = await StartAsync(path => path == "/start" ? "/next" : $"{other.Urls.Single()}/there");

        var answer = await HttpCallActivity.RunAsync(Request(HttpMethod.Get, server, body: null), CancellationToken.None);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["GET /start key=secret body=", "GET /next key=secret body=", "GET /there key= body="], _seen);
    }

    [Theory]
    [InlineData(302, "GET /next key=secret body=")]
    [InlineData(303, "GET /next key=secret body=")]
    [InlineData(307, "POST /next key=secret body=data")]
    public async Task What_is_posted_is_posted_again_only_where_the_status_says_so(int status, string second)
    {
        await using var server = await StartAsync(path => path == "/start" ? "/next" : null, status);

        await HttpCallActivity.RunAsync(Request(HttpMethod.Post, server, "data"), CancellationToken.None);

        Assert.Equal(["POST /start key=secret body=data", second], _seen);
    }

    [Fact]
    public async Task A_body_goes_to_no_other_origin()
    {
        await using var other = await StartAsync(_ => null);
        await using var server = await StartAsync(_ => $"{other.Urls.Single()}/there", status: 307);

        var answer = await HttpCallActivity.RunAsync(Request(HttpMethod.Post, server, "data"), CancellationToken.None);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Single(_seen);
    }

    [Fact]
    public async Task Redirects_in_circles_end_with_the_last_one()
    {
        await using var server = await StartAsync(_ => "/start");

        var answer = await HttpCallActivity.RunAsync(Request(HttpMethod.Get, server, body: null), CancellationToken.None);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(11, _seen.Count);
    }

    private static DurableHttpRequest Request(HttpMethod method, WebApplication server, string? body) =>
        new(method, new Uri($"{server.Urls.Single()}/start"))
        {
            Headers = new Dictionary<string, StringValues> { ["x-functions-key"] = "secret" }, Content = body,
        };

    private async Task<WebApplication> StartAsync(Func<string, string?> redirect, int status = 302)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            _seen.Enqueue($"{context.Request.Method} {context.Request.Path} key={context.Request.Headers["x-functions-key"]} body={body}");
            if (redirect(context.Request.Path) is { } location)
            {
                context.Response.StatusCode = status;
                context.Response.Headers.Location = location;
            }
        });
        await server.StartAsync();
        return server;
    }
}
