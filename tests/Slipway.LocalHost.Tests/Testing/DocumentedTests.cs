using Microsoft.DurableTask;
using Slipway.LocalHost.Testing;

namespace Slipway.LocalHost.Tests.Testing;

/// <summary>The code that docs/testing.md shows.</summary>
public sealed class DocumentedTests
{
    [Fact]
    public async Task An_unpaid_order_is_cancelled_after_thirty_days()
    {
        await using var fixture = await LocalHostFixture.StartAsync(tasks => tasks.AddOrchestrator<OrderProcess>());
        fixture.Activities["SendInvoice"] = call => $"invoice for {call.Input<string>()}";

        var result = await fixture.RunAsync<string>(nameof(OrderProcess), "order 7");

        Assert.Equal("cancelled", result);
        Assert.Equal(30, (fixture.Clock.GetUtcNow() - VirtualClock.DefaultStart).TotalDays);
    }

    [Fact]
    public async Task A_paid_order_is_shipped()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);

        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync(nameof(OrderProcess), "order 7");
        await fixture.RaiseEventWhenWaitingAsync(id, "Paid", payload: 100);

        Assert.Equal("shipped", await fixture.ResultAsync<string>(id));
    }

    [Fact]
    public async Task A_payment_on_the_last_day_counts()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);

        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync(nameof(OrderProcess), "order 7");
        await fixture.AdvanceAsync(TimeSpan.FromDays(29.9));
        Assert.Equal("waits for payment", await fixture.CustomStatusOfAsync<string>(id));
        await fixture.Client.RaiseEventAsync(id, "Paid", 100);

        Assert.Equal("shipped", await fixture.ResultAsync<string>(id));
    }

    [Fact]
    public async Task An_invoice_is_tried_again_for_hours()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);
        fixture.Activities.Fail("SendInvoice", times: 2, new HttpRequestException("503"));

        await fixture.RunAsync<string>(nameof(OrderProcess), "order 7");

        Assert.Equal([1, 2, 3], fixture.Activities.CallsOf("SendInvoice").Select(call => call.Run));
    }

    [Fact]
    public async Task An_order_comes_to_its_end_wherever_the_host_crashes()
    {
        var crashes = 0;
        for (var commit = 1; commit == 1 || crashes > 0; commit++)
        {
            await using var fixture = await LocalHostFixture.StartAsync(Tasks);
            fixture.CrashAtCommit(commit);

            Assert.Equal("cancelled", await fixture.RunAsync<string>(nameof(OrderProcess), "order 7"));
            crashes = fixture.Crashes;
        }
    }

    [Fact]
    public async Task Orders_that_wait_go_on_with_the_code_of_today()
    {
        using var recorded = Recorded();
        await recorded.RecordAsync();

        await using var fixture = await LocalHostFixture.StartAsync(
            Tasks, new LocalHostFixtureOptions { DirectoryPath = recorded.CopyOfTheHub() });

        await fixture.RaiseEventWhenWaitingAsync("order-7", "Paid", payload: 100);
        Assert.Equal("shipped", await fixture.ResultAsync<string>("order-7"));
    }

    [Fact]
    public void The_page_shows_code_that_is_tested()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Functions.sln")))
        {
            root = root.Parent!;
        }

        var page = File.ReadAllText(Path.Combine(root.FullName, "docs", "testing.md"));
        var code = Plain(File.ReadAllText(Path.Combine(
            root.FullName, "tests", "Slipway.LocalHost.Tests", "Testing", $"{nameof(DocumentedTests)}.cs")));

        var blocks = page.Split("```csharp").Skip(1).Select(block => block.Split("```")[0]).ToList();

        Assert.True(blocks.Count >= 5);
        Assert.All(blocks, block => Assert.Contains(Plain(block), code, StringComparison.Ordinal));

        static string Plain(string text) => string.Join(
            '\n', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    private static RecordedHub Recorded() => new();

    private static void Tasks(DurableTaskRegistry tasks) => tasks
        .AddOrchestrator<OrderProcess>()
        .AddActivityFunc<string, string>("SendInvoice", (_, order) => $"invoice for {order}");

    private sealed class OrderProcess : TaskOrchestrator<string, string>
    {
        private static readonly TaskOptions Hourly = TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromHours(1)));

        public override async Task<string> RunAsync(TaskOrchestrationContext context, string order)
        {
            using var paid = new CancellationTokenSource();
            var patience = context.CreateTimer(TimeSpan.FromDays(30), paid.Token);
            await context.CallActivityAsync<string>("SendInvoice", order, Hourly);
            context.SetCustomStatus("waits for payment");

            var payment = context.WaitForExternalEvent<int>("Paid");
            if (await Task.WhenAny(payment, patience) == patience)
            {
                return "cancelled";
            }

            paid.Cancel();
            return "shipped";
        }
    }

    /// <summary>The task hub of a host that stopped while an order was waiting.</summary>
    private sealed class RecordedHub : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("recorded-").FullName;

        public async Task RecordAsync()
        {
            await using var host = await LocalHostFixture.StartAsync(Tasks, new LocalHostFixtureOptions { DirectoryPath = _folder });
            await host.Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(OrderProcess), "order 7", new StartOrchestrationOptions("order-7"));
            await host.RunUntilIdleAsync();
            await host.StopAsync();
        }

        public string CopyOfTheHub()
        {
            var copy = Directory.CreateDirectory(Path.Combine(_folder, "copy")).FullName;
            File.Copy(Path.Combine(_folder, "taskhub.db"), Path.Combine(copy, "taskhub.db"));
            return copy;
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
