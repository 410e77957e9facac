using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Hosting;
using Slipway.LocalHost.Hosting.Functions;
using Slipway.LocalHost.Tests.Http;

namespace Slipway.LocalHost.Tests.Hosting;

/// <summary>What is wrong with an app is said before it starts, all of it, by name.</summary>
public sealed class FunctionDiscoveryTests : IDisposable
{
    private readonly string _folder = TestHost.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Functions_are_found_in_an_assembly_and_not_in_the_framework()
    {
        var types = FunctionDiscovery.TypesOf([typeof(TextApp).Assembly]).ToList();

        Assert.Contains(typeof(TextApp), types);
        Assert.DoesNotContain(types, type => type.Assembly.GetName().Name!.StartsWith("System", StringComparison.Ordinal));
    }

    [Fact]
    public void A_trigger_may_give_a_task_another_name_than_its_function()
    {
        var functions = FunctionDiscovery.Find([typeof(Renamed)]).ToDictionary(function => function.Name);

        Assert.Equal("ship", functions["RenamedOrchestrator"].TaskName);
        Assert.Equal("load", functions["RenamedActivity"].TaskName);
    }

    [Theory]
    [InlineData(typeof(Doubled), "there are 2 functions named 'Twice'")]
    [InlineData(typeof(BadName), "the function name '1 bad' must be")]
    [InlineData(typeof(NoTrigger), "exactly one trigger parameter")]
    [InlineData(typeof(TwoTriggers), "and this one has 2")]
    [InlineData(typeof(AsyncVoid), "'async void'")]
    [InlineData(typeof(Generic), "cannot be generic")]
    [InlineData(typeof(AbstractType), "abstract class")]
    [InlineData(typeof(ByReference), "ref, in or out")]
    [InlineData(typeof(OrchestratorOutput), "let an activity send")]
    [InlineData(typeof(HublessOutput), "[SignalROutput] needs a HubName")]
    [InlineData(typeof(WrongOrchestrationType), "[OrchestrationTrigger] goes on a TaskOrchestrationContext")]
    [InlineData(typeof(WrongHttpType), "[HttpTrigger] goes on an HttpRequestData, or on ASP.NET Core's HttpRequest or HttpContext")]
    [InlineData(typeof(WrongClientType), "[DurableClient] goes on a DurableTaskClient")]
    [InlineData(typeof(ClientInOrchestrator), "an orchestrator has no bindings beside its trigger")]
    [InlineData(typeof(ServiceByParameter), "services come by the constructor")]
    [InlineData(typeof(SameRoute), "have the same route: GET /api/Same/{b}")]
    [InlineData(typeof(BadRoute), "the route '/api/{open' is wrong")]
    public void Each_mistake_is_named_with_what_would_be_right(Type app, string expected)
    {
        var exception = Assert.Throws<LocalHostException>(() => TestHost.Builder(_folder, [app]).Build());

        Assert.Contains(expected, exception.Message);
        Assert.Contains(app.Name, exception.Message);
    }

    [Fact]
    public void A_route_of_the_hosts_own_is_refused()
    {
        var builder = TestHost.Builder(_folder, [typeof(OwnRoute)], "--AzureFunctionsJobHost:extensions:http:routePrefix", string.Empty);

        Assert.Contains("is the host's own", Assert.Throws<LocalHostException>(builder.Build).Message);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var exception = Assert.Throws<LocalHostException>(
            () => FunctionDiscovery.Find([typeof(NoTrigger), typeof(BadName), typeof(Doubled)]));

        Assert.Equal(3, exception.Message.Split("\n- ").Length - 1);
    }

    [Fact]
    public void A_setting_that_is_no_flag_is_named()
    {
        var builder = TestHost.Builder(_folder, [typeof(TextApp)], "--LocalHost:PortFallback", "perhaps");

        Assert.Contains("'perhaps'", Assert.Throws<LocalHostException>(builder.Build).Message);
    }

    private static class Renamed
    {
        [Function("RenamedOrchestrator")]
        public static Task Ship([OrchestrationTrigger(Orchestration = "ship")] TaskOrchestrationContext context)
            => context.CreateTimer(default(DateTime), default);

        [Function("RenamedActivity")]
        public static int Load([ActivityTrigger(Activity = "load")] int weight) => weight;
    }

    private static class Doubled
    {
        [Function("Twice")]
        public static int One([ActivityTrigger] int x) => x;

        [Function("twice")]
        public static int Two([HttpTrigger] HttpRequest request) => request.Headers.Count;
    }

    private static class BadName
    {
        [Function("1 bad")]
        public static int Run([ActivityTrigger] int x) => x;
    }

    private static class NoTrigger
    {
        [Function("NoTrigger")]
        public static int Run(int x) => x;
    }

    private static class TwoTriggers
    {
        [Function("TwoTriggers")]
        public static int Run([ActivityTrigger] int x, [HttpTrigger] HttpRequest request) => x + request.Headers.Count;
    }

    private static class AsyncVoid
    {
        [Function("AsyncVoid")]
#pragma warning disable MA0155 // The mistake under test.
        public static async void Run([ActivityTrigger] int x) => await Task.FromResult(x);
#pragma warning restore MA0155
    }

    private static class Generic
    {
        [Function("Generic")]
        public static T Run<T>([ActivityTrigger] T x) => x;
    }

    private abstract class AbstractType
    {
        [Function("AbstractType")]
        public int Run([ActivityTrigger] int x) => x + GetHashCode();
    }

    private static class ByReference
    {
        [Function("ByReference")]
        public static int Run([ActivityTrigger] int x, in int y) => x + y;
    }

    private static class OrchestratorOutput
    {
        [Function("OrchestratorOutput")]
        [SignalROutput(HubName = "h")]
        public static string Run([OrchestrationTrigger] TaskOrchestrationContext context) => context.InstanceId;
    }

    private static class HublessOutput
    {
        [Function("HublessOutput")]
        [SignalROutput]
        public static int Run([ActivityTrigger] int x) => x;
    }

    private static class WrongOrchestrationType
    {
        [Function("WrongOrchestrationType")]
        public static int Run([OrchestrationTrigger] int x) => x;
    }

    private static class WrongHttpType
    {
        [Function("WrongHttpType")]
        public static int Run([HttpTrigger] int x) => x;
    }

    private static class WrongClientType
    {
        [Function("WrongClientType")]
        public static int Run([ActivityTrigger] int x, [DurableClient] object client) => x + client.GetHashCode();
    }

    private static class ClientInOrchestrator
    {
        [Function("ClientInOrchestrator")]
        public static string Run([OrchestrationTrigger] TaskOrchestrationContext context, [DurableClient] DurableTaskClient client)
            => context.InstanceId + client.Name;
    }

    private static class ServiceByParameter
    {
        [Function("ServiceByParameter")]
        public static int Run([ActivityTrigger] int x, TimeProvider time) => x + time.GetHashCode();
    }

    private static class SameRoute
    {
        [Function("SameOne")]
        public static string One([HttpTrigger("get", "put", Route = "same/{a}")] HttpRequest request) => request.Method;

        [Function("SameTwo")]
        public static string Two([HttpTrigger("get", Route = "Same/{b}")] HttpRequest request) => request.Method;
    }

    private static class BadRoute
    {
        [Function("BadRoute")]
        public static string Run([HttpTrigger("get", Route = "{open")] HttpRequest request) => request.Method;
    }

    private static class OwnRoute
    {
        [Function("OwnRoute")]
        public static string Run([HttpTrigger("get", Route = "runtime/x")] HttpRequest request) => request.Method;
    }
}
