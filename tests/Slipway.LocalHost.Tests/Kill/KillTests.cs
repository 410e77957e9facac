using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Tests.Durable;
using Slipway.LocalHost.Tests.Simulation;
using Slipway.LocalHost.Tests.Simulation.Programs;
using Slipway.Tests.Folders;

namespace Slipway.LocalHost.Tests.Kill;

/// <summary>
/// A real process under load, on a real disk and clock, killed again and again. <c>SLIPWAY_KILLS</c> says how often (3 unless set), and
/// <c>SLIPWAY_STOP_SECONDS</c> for how long one is stopped (10 unless set); <c>tests/kill.sh</c> sets both.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int NeverReached = 1_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-kill-").FullName;

    public void Dispose() => TestFolder.Delete(_folder);

    [Fact]
    public async Task A_process_killed_under_load_loses_nothing_and_does_nothing_twice()
    {
        var kills = Setting("SLIPWAY_KILLS", 3);
        var random = new Random(kills);
        var checker = new HubChecker(LoadBook.Programs, seesEveryCommit: false);
        for (var kill = 0; kill < kills; kill++)
        {
            using var process = StartLoad(NeverReached);
            await AcknowledgedAsync(process, random.Next(1, 600));
            process.Kill();
            await process.WaitForExitAsync();

            using var hub = new HubReading(_folder, mayRecover: true);
            Assert.Equal("ok", hub.Check());
            checker.Observe(hub);
            CheckAcknowledged(hub);
        }

        await FinishAsync(checker);
    }

    [Fact]
    public async Task A_process_that_was_stopped_for_a_while_goes_on()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var process = StartLoad(NeverReached);
        await AcknowledgedAsync(process, 100);
        Signal(process, "-STOP");
        await Task.Delay(TimeSpan.FromSeconds(Setting("SLIPWAY_STOP_SECONDS", 10)));
        Signal(process, "-CONT");
        await AcknowledgedAsync(process, 500);
        process.Kill();
        await process.WaitForExitAsync();

        await FinishAsync(new HubChecker(LoadBook.Programs, seesEveryCommit: false));
    }

    [Fact]
    public async Task An_activity_that_takes_all_memory_fails_and_the_others_go_on()
    {
        using var process = Start(["exhaust", _folder], ("DOTNET_GCHeapHardLimit", "0x10000000"));
        var errors = process.StandardError.ReadToEndAsync();

        var said = await process.StandardOutput.ReadToEndAsync().WaitAsync(TestHub.Patience * 4);

        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        Assert.Equal("System.OutOfMemoryException 50", said.Trim());
    }

    private static int Setting(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private static async Task AcknowledgedAsync(Process process, int lines)
    {
        for (var line = 0; line < lines; line++)
        {
            var read = await process.StandardOutput.ReadLineAsync().WaitAsync(TestHub.Patience);
            if (read is null)
            {
                Assert.Fail($"The process ended by itself: {await process.StandardError.ReadToEndAsync()}");
            }
        }
    }

    private Process StartLoad(int last) => Start(["load", _folder, $"{last}"]);

    private static Process Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host, ["exec", typeof(KillTests).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Lets all that was begun end, and compares it with the model.</summary>
    private async Task FinishAsync(HubChecker checker)
    {
        using (var process = StartLoad(LastStarted()))
        {
            var errors = process.StandardError.ReadToEndAsync();
            await process.StandardOutput.ReadToEndAsync().WaitAsync(TestHub.Patience * 4);
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await errors);
        }

        using var hub = new HubReading(_folder, mayRecover: true);
        checker.Observe(hub);
        CheckAcknowledged(hub);
        CheckEnds(hub);
        Assert.Equal(0, hub.Count("inbox"));
        Assert.Equal(0, hub.Count("timers"));
        CheckLedgers(hub);
    }

    /// <summary>The last instance that is there, whether or not its start could be acknowledged.</summary>
    private int LastStarted()
    {
        using var hub = new HubReading(_folder, mayRecover: true);
        return hub.Instances().Max(instance =>
            instance.Id.StartsWith('k') && int.TryParse(instance.Id[1..], CultureInfo.InvariantCulture, out var number) ? number : 0);
    }

    private void CheckAcknowledged(HubReading hub)
    {
        using var log = new AckLog(Path.Combine(_folder, "acks"));
        foreach (var instance in log.Started)
        {
            Assert.True(hub.Row(LoadBook.IdOf(instance)) is not null, $"instance {instance} was acknowledged and is lost");
        }

        foreach (var (instance, total) in log.Completed)
        {
            var row = hub.Row(LoadBook.IdOf(instance))!;
            Assert.Equal(OrchestrationRuntimeStatus.Completed, row.Status);
            Assert.Equal(total, System.Text.Json.JsonSerializer.Deserialize<ProgramOutput>(row.Output!)!.Total);
        }
    }

    private static void CheckLedgers(HubReading hub)
    {
        var model = new ProgramModel(LoadBook.Programs);
        List<Expected> done =
        [
            .. hub.Instances().Where(instance => instance.Id.StartsWith('k') && !instance.Id.Contains('-'))
                .Select(instance => model.Run(LoadBook.ProgramOf(int.Parse(instance.Id[1..], CultureInfo.InvariantCulture)))),
        ];
        EntityChecker.CheckEnds(hub, done, done, sent: []);
    }

    private void CheckEnds(HubReading hub)
    {
        using var log = new AckLog(Path.Combine(_folder, "acks"));
        var model = new ProgramModel(LoadBook.Programs);
        Assert.All(hub.Instances(), instance => Assert.True(instance.HasEnded, $"{instance.Id} has not ended"));
        Assert.NotEmpty(log.Completed);
        foreach (var instance in log.Started)
        {
            var row = hub.Row(LoadBook.IdOf(instance))!;
            var expected = model.Run(LoadBook.ProgramOf(instance));
            Assert.Equal(expected.Status, row.Status);
            Assert.Equal(expected.Total, log.Completed[instance]);
            Assert.Equal(expected.CustomStatus, row.CustomStatus);
        }
    }
}
