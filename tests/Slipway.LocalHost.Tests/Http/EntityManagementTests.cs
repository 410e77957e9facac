using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.Http;

namespace Slipway.LocalHost.Tests.Http;

/// <summary>The management API's entity routes, as the real host answers.</summary>
public sealed class EntityManagementTests
{
    private readonly SomeEntities _entities = new();
    private readonly Dictionary<string, Func<HttpContext, Task<IResult>>> _routes = [];

    public EntityManagementTests()
        => new EntityManagementApi(() => _entities).Map((method, pattern, handle) => _routes.Add($"{method} {pattern}", handle));

    [Fact]
    public async Task A_state_is_read_and_what_is_not_there_is_not_found()
    {
        Assert.Equal((200, "7"), await SendAsync("GET entities/{entityName}/{entityKey}", "Counter", "a"));
        Assert.Equal(404, (await SendAsync("GET entities/{entityName}/{entityKey}", "counter", "A")).Status);
    }

    [Fact]
    public async Task Signals_carry_an_operation_and_an_input_and_delete_is_one()
    {
        const string Post = "POST entities/{entityName}/{entityKey}";

        Assert.Equal(202, (await SendAsync(Post, "counter", "a", "op=add", "5")).Status);
        Assert.Equal(202, (await SendAsync(Post, "counter", "$", "op=reset")).Status);
        Assert.Equal(202, (await SendAsync("DELETE entities/{entityName}/{entityKey}", "counter", "a")).Status);

        Assert.Equal(["@counter@a add 5", "@counter@ reset", "@counter@a delete"], _entities.Signals);
    }

    [Fact]
    public async Task Entities_are_listed_by_name_with_what_was_asked_for()
    {
        var (status, body) = await SendAsync("GET entities/{entityName?}", "Counter", query: "fetchState=true&top=5");

        Assert.Equal(200, status);
        Assert.Equal(
            """[{"entityId":{"name":"counter","key":"a"},"lastOperationTime":"1970-01-01T00:00:00Z","state":7}]""", body);
        var asked = _entities.Query!;
        Assert.Equal(("@counter@", 5, true), (asked.InstanceIdStartsWith, asked.PageSize, asked.IncludeState));
    }

    private async Task<(int Status, string Body)> SendAsync(
        string route, string name, string? key = null, string? query = null, string? json = null)
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
            Response = { Body = body },
        };
        context.Request.RouteValues["entityName"] = name;
        context.Request.RouteValues["entityKey"] = key;
        context.Request.QueryString = new QueryString(query is null ? null : "?" + query);
        if (json is not null)
        {
            context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(json));
            context.Request.ContentType = "application/json";
        }

        var result = await _routes[route](context);
        await result.ExecuteAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }
}
