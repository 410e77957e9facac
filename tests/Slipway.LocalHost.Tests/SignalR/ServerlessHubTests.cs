using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.SignalRService;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.Tests.Hosting;

namespace Slipway.LocalHost.Tests.SignalR;

/// <summary>An app that sends by itself, while its function still runs.</summary>
public sealed class ServerlessHubTests
{
    [Fact]
    public async Task What_a_hub_sends_reaches_the_clients_of_its_name_before_the_function_has_ended()
    {
        await using var host = await TestHost.StartAsync(null, [typeof(LiveApp), typeof(Telling)], builder =>
        {
            builder.Web.Services.AddServerlessHub<Workflows>();
            builder.Web.Services.AddSingleton<Workflows>();
            builder.Web.Services.AddSingleton<Gate>();
        });
        await using var ada = await LiveClient.ConnectAsync(host.Client, "ada");
        await using var bob = await LiveClient.ConnectAsync(host.Client, "bob");

        var running = host.Client.PostAsync(new Uri("/api/say", UriKind.Relative), content: null);
        Assert.Equal(("all", "[1]"), await ada.NextAsync());
        Assert.Equal(("all", "[1]"), await bob.NextAsync());
        Assert.False(running.IsCompleted);
        host.Services.GetRequiredService<Gate>().Opened.SetResult();
        (await running).EnsureSuccessStatusCode();

        Assert.Equal(("ada", "[2]"), await ada.NextAsync());
        Assert.Equal(("connection", "[3]"), await bob.NextAsync());
    }

    [Fact]
    public async Task A_hub_that_was_not_added_is_named()
    {
        await using var host = await TestHost.StartAsync(
            null, [typeof(LiveApp)], builder => builder.Web.Services.AddServerlessHub<Other>());

        var refusal = Assert.Throws<InvalidOperationException>(void () => _ = new Workflows(host.Services));

        Assert.Equal("The hub Workflows is not known: call services.AddServerlessHub<Workflows>().", refusal.Message);
    }

    internal sealed class Workflows(IServiceProvider services) : ServerlessHub(services)
    {
        public IHubClients Everybody => Clients;
    }

    internal sealed class Other(IServiceProvider services) : ServerlessHub(services);

    internal sealed class Gate
    {
        public TaskCompletionSource Opened { get; } = new();
    }

    internal sealed class Telling(Workflows hub, Gate gate)
    {
        [Function("say")]
        public async Task<string> SayAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
        {
            await hub.Everybody.All.SendAsync("all", 1, request.HttpContext.RequestAborted);
            await gate.Opened.Task;
            await hub.Everybody.User("ada").SendAsync("ada", 2);
            await hub.Everybody.AllExcept([]).SendAsync("connection", 3);
            await hub.Everybody.Group("nobody").SendAsync("group", 4);
            return "told";
        }
    }
}
