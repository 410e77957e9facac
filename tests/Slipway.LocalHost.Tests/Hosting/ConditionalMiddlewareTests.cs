using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Slipway.LocalHost.Tests.Http;
using static Slipway.LocalHost.Tests.Testing.DurableTaskTestHostTests;

namespace Slipway.LocalHost.Tests.Hosting;

public sealed class ConditionalMiddlewareTests
{
    [Fact]
    public async Task Middleware_runs_around_the_functions_its_predicate_names()
    {
        var seen = new List<string>();
        await using var host = await TestHost.StartAsync(folder: null, [typeof(RequestDataApp)], builder =>
        {
            builder.Web.Services.AddSingleton(seen);
            var app = new FunctionsApplicationBuilder(builder);
            app.ConfigureDurableExtension()
                .UseWhen<Recorder>(context => context.FunctionDefinition.Name == "Twice")
                .UseWhen(context => context.FunctionDefinition.Name == "Fails", (_, next) =>
                {
                    seen.Add("function");
                    return next();
                });
        });
        var client = DurableAppTests.Client(host);

        await RunAsync(client, "Twice", 1);
        await RunAsync(client, "Fails", input: null);

        Assert.Equal(["class Twice", "function"], seen);
    }

    internal sealed class Recorder(List<string> seen) : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            seen.Add($"class {context.FunctionDefinition.Name}");
            return next(context);
        }
    }
}
