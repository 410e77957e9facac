using System.Net;
using System.Reflection;
using System.Text;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.Hosting;
using Slipway.LocalHost.Testing;
using Slipway.LocalHost.Tests.Hosting;

namespace Slipway.LocalHost.Tests.Testing;

public sealed class FixtureAppTests
{
    [Fact]
    public async Task The_functions_of_an_assembly_run_with_the_services_that_the_test_adds()
    {
        await using var fixture = await LocalHostFixture.StartAppAsync(new GreetingAssembly(), new LocalHostFixtureOptions
        {
            ConfigureServices = services => services.AddSingleton<GreetingApp.Greeter>(),
        });

        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync(nameof(GreetingApp.Greet), new GreetingApp.Person("Ada", 36));
        await fixture.RaiseEventWhenWaitingAsync(id, "reply", "hi");

        Assert.Equal(["Hello, Ada", $"{id}/Say", "hi"], (await fixture.ResultAsync<string[]>(id))!);
    }

    [Fact]
    public async Task A_whole_app_answers_http_and_survives_a_crash()
    {
        await using var fixture = await LocalHostFixture.StartAppAsync(CreateBuilder);
        fixture.Activities["Say"] = _ => new GreetingApp.Greeting("Stubbed", "test");

        using (var http = new HttpClient { BaseAddress = fixture.Url })
        {
            http.DefaultRequestHeaders.Add("x-functions-key", Key(fixture.DirectoryPath));
            using var body = new StringContent("""{"name":"Ada","age":36}""", Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri("/api/greetings/g1", UriKind.Relative), body);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        await fixture.RunUntilIdleAsync();
        await fixture.CrashAsync();
        await fixture.RaiseEventWhenWaitingAsync("g1", "reply", "hi");

        Assert.Equal(["Stubbed", "test", "hi"], (await fixture.ResultAsync<string[]>("g1"))!);
    }

    private static string Key(string folder) => System.Text.Json.JsonDocument
        .Parse(File.ReadAllText(Path.Combine(folder, HostKeys.FileName))).RootElement.GetProperty("function").GetString()!;

    private static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var app = new FunctionsApplicationBuilder(new FunctionsAppBuilder(args, () => [typeof(GreetingApp)], EngineTaskHub.OpenAsync));
        app.Services.AddSingleton<GreetingApp.Greeter>();
        return app;
    }

    /// <summary>This assembly, with one app's functions only.</summary>
    private sealed class GreetingAssembly : Assembly
    {
        public override Type[] GetTypes() => [typeof(GreetingApp)];
    }
}
