using System.Net;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.Tests.Hosting;

namespace Slipway.LocalHost.Tests.Http;

/// <summary>HTTP triggers: routes, parameters, results, keys, failures.</summary>
public sealed class HttpFunctionTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync()
        => _host = await TestHost.StartAsync(folder: null, [typeof(EchoApp)], builder =>
        {
            builder.Web.Services.AddSingleton<EchoApp.Counter>().AddScoped<EchoApp.Scoped>();
            builder.Use(next => async context =>
            {
                context.GetHttpContext()!.Response.Headers["x-function"] = context.FunctionDefinition.Name;
                await next(context);
            });
        });

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_text_result_is_sent_as_text()
    {
        using var response = await _host.SendAsync(HttpMethod.Get, "/api/text/ada");

        Assert.Equal("GET ada", await response.Content.ReadAsStringAsync());
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Route_and_query_values_are_bound_by_name_and_converted()
    {
        var tag = Guid.NewGuid();
        var item = await _host.JsonAsync(HttpMethod.Get, $"/api/items/a/21?twice=true&x=1&tag={tag}");

        Assert.Equal($"a{tag}1", item.GetProperty("id").GetString());
        Assert.Equal(42, item.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_value_that_cannot_be_converted_is_a_bad_request_that_names_it()
    {
        using var response = await _host.SendAsync(HttpMethod.Get, "/api/items/a/many");
        var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("'count' must be a value of type Int32.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Minimal_api_results_are_executed_for_any_method()
    {
        using var response = await _host.SendAsync(HttpMethod.Delete, "/api/minimal");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("""{"method":"DELETE"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Mvc_results_are_executed_and_a_function_without_route_is_at_its_name()
    {
        using var response = await _host.SendAsync(HttpMethod.Get, "/api/mvc");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("""{"path":"/api/mvc"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_function_may_write_the_response_itself()
    {
        using var response = await _host.SendAsync(HttpMethod.Get, "/api/writes");

        Assert.Equal(299, (int)response.StatusCode);
        Assert.Equal("written", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3_000)]
    [InlineData(2_000_000)]
    public async Task A_function_may_block_until_its_whole_body_has_come(int length)
    {
        using var response = await _host.SendAsync(HttpMethod.Post, "/api/blocks", json: new string('x', length))
            .WaitAsync(TimeSpan.FromMinutes(3));

        Assert.Equal($"{length}", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_exception_is_a_problem_without_internals_and_is_logged()
    {
        using var response = await _host.SendAsync(HttpMethod.Get, "/api/fails");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("secret detail", text);
        Assert.Contains(_host.Logs.Lines, line => line.Contains("secret detail"));
    }

    [Fact]
    public async Task A_method_that_a_function_does_not_take_is_told_which_it_takes()
    {
        using var response = await _host.SendAsync(HttpMethod.Post, "/api/text/ada");
        var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
        Assert.Equal("/api/text/ada takes GET, not POST.", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("GET", "/api/nowhere")]
    [InlineData("GET", "/")]
    public async Task What_is_not_there_is_a_problem(string method, string path)
    {
        using var response = await _host.SendAsync(new HttpMethod(method), path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(path, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Each_invocation_has_its_scope_and_its_instance_is_disposed()
    {
        var first = await (await _host.SendAsync(HttpMethod.Get, "/api/scope")).Content.ReadAsStringAsync();
        var second = await (await _host.SendAsync(HttpMethod.Get, "/api/scope")).Content.ReadAsStringAsync();

        Assert.NotEqual(first, second);
        Assert.Equal(2, _host.Services.GetRequiredService<EchoApp.Counter>().Value);
    }

    [Fact]
    public async Task Middleware_runs_around_a_function()
    {
        using var response = await _host.SendAsync(HttpMethod.Get, "/api/mvc");

        Assert.Equal("Mvc", Assert.Single(response.Headers.GetValues("x-function")));
    }

    [Fact]
    public async Task A_body_larger_than_the_limit_is_refused()
    {
        using var content = new ByteArrayContent(new byte[(30 * 1024 * 1024) + 1]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/length") { Content = content };
        request.Headers.ExpectContinue = true;
        using var response = await _host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("ForFunctions", "function", 200)]
    [InlineData("ForFunctions", "master", 200)]
    [InlineData("ForFunctions", "system", 401)]
    [InlineData("ForFunctions", null, 401)]
    [InlineData("ForSystem", "system", 200)]
    [InlineData("ForSystem", "function", 401)]
    [InlineData("ForAdmin", "master", 200)]
    [InlineData("ForAdmin", "function", 401)]
    public async Task Each_level_takes_its_keys_only(string function, string? key, int status)
    {
        Assert.Equal(status, await _host.StatusAsync(HttpMethod.Get, $"/api/{function}", key));
    }

    [Fact]
    public async Task A_key_may_come_in_the_query()
    {
        var key = _host.Keys.GetProperty("function").GetString();

        Assert.Equal(200, await _host.StatusAsync(HttpMethod.Get, $"/api/ForFunctions?code={key}"));
        Assert.Equal(401, await _host.StatusAsync(HttpMethod.Get, $"/api/ForFunctions?code={key}x"));
    }

    [Fact]
    public async Task A_refusal_says_how_a_key_is_sent_and_nothing_about_the_key()
    {
        using var response = await _host.SendAsync(HttpMethod.Get, "/api/ForFunctions");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("x-functions-key", text);
        Assert.DoesNotContain(_host.Keys.GetProperty("function").GetString()!, text);
        Assert.DoesNotContain(_host.Logs.Lines, line => line.Contains(_host.Keys.GetProperty("function").GetString()!));
    }
}
