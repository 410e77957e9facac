using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Tests.Simulation.Programs;

/// <summary>The orchestrator that performs programs.</summary>
internal static class ProgramRunner
{
    public const string Name = "Program";

    /// <summary>The orchestrator of a name; null when there is none.</summary>
    public static OrchestratorDelegate? Find(string name, IReadOnlyList<Program> programs) => name switch
    {
        Name => context => RunAsync(context, programs),
        Courier.Name => Courier.RunAsync,
        _ => null,
    };

    public static string Message(Throw step, long total) => $"thrown {step.Value} after {total}";

    public static async Task<object?> RunAsync(TaskOrchestrationContext context, IReadOnlyList<Program> programs)
    {
        var input = context.GetInput<ProgramInput>()!;
        var run = new Run(context, input);
        var generations = programs[input.Program].Generations;
        foreach (var step in generations[input.Generation])
        {
            if (step is Throw failure)
            {
                throw new ProgramFailedException(Message(failure, run.Total));
            }

            run.Total = Totals.Mix(run.Total, await run.ValueAsync(step));
        }

        if (input.Generation + 1 == generations.Count)
        {
            return new ProgramOutput(run.Total, run.Doubles);
        }

        context.ContinueAsNew(new ContinueAsNewOptions
        {
            NewInput = new ProgramInput(input.Program, input.Generation + 1, run.Total, run.Next, run.Doubles),
            NewVersion = ProgramVersions.After(input.Program, input.Generation),
        });
        return null;
    }

    private sealed class Run(TaskOrchestrationContext context, ProgramInput input)
    {
        public long Total { get; set; } = input.Total;

        public int Doubles { get; private set; } = input.Doubles;

        public Dictionary<string, int> Next { get; } = new(input.Next, StringComparer.Ordinal);

        public async Task<long> ValueAsync(Step step) => step switch
        {
            Work work => await WorkAsync(work.Slow ? "Slow" : "Work", work.Value),
            Broken broken => await CaughtAsync(() => WorkAsync("Broken", broken.Value)),
            Flaky flaky => await CaughtAsync(() => FlakyAsync(flaky)),
            Pause pause => await PauseAsync(pause.Seconds, CancellationToken.None),
            GivenUp given => await GiveUpAsync(given),
            Race race => await RaceAsync(race),
            Await awaited => await AwaitAsync(awaited.Event),
            Call call => await CaughtAsync(() => CallAsync(call)),
            Ask ask => await CaughtAsync(() => AskAsync(ask)),
            Transfer transfer => await TransferAsync(transfer),
            Together parallel => (await Task.WhenAll(parallel.Steps.Select(ValueAsync))).Aggregate(0L, Totals.Mix),
            _ => Do(step),
        };

        private long Do(Step step)
        {
            switch (step)
            {
                case Forgotten forgotten:
                    _ = WorkAsync(forgotten.Slow ? "Slow" : "Work", forgotten.Value);
                    break;
                case Send send:
                    context.SendEvent(send.Target, send.Event, new Signal(0, Totals.OfSignal(send.Event, 0)));
                    break;
                case Tell tell:
                    var note = new Note(Ledgers.EntryOf(tell.Value), tell.RelayTo, CourierTo: tell.CourierTo);
                    var later = tell.Seconds == 0 ? null : new SignalEntityOptions
                    {
                        SignalTime = new DateTimeOffset(context.CurrentUtcDateTime).AddSeconds(tell.Seconds),
                    };
                    _ = context.Entities.SignalEntityAsync(Ledgers.Id(tell.Ledger), Ledgers.Add, note, later);
                    break;
                case Status status:
                    context.SetCustomStatus(status.Value);
                    break;
            }

            return Totals.Nothing;
        }

        private async Task<long> CaughtAsync(Func<Task<long>> attempt)
        {
            try
            {
                return await attempt();
            }
            catch (Exception exception) when (exception is TaskFailedException or EntityOperationFailedException)
            {
                return Totals.Caught;
            }
        }

        private Task<long> WorkAsync(string activity, int value) =>
            context.CallActivityAsync<long>(
                activity, new WorkInput(string.Empty, value, Failures: 0), Labelled(new TaskOptions(retry: null), value));

        private static TaskOptions Labelled(TaskOptions options, int value) => options with
        {
            Tags = ProgramTags.OfWork(value),
            Version = ProgramVersions.OfWork(value) is { } version ? (TaskVersion?)new TaskVersion(version) : null,
        };

        private Task<long> FlakyAsync(Flaky flaky)
        {
            var retry = flaky.Handler
                ? TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < flaky.Attempts)
                : TaskOptions.FromRetryPolicy(new RetryPolicy(flaky.Attempts, TimeSpan.FromSeconds(3), backoffCoefficient: 2));

            // Programs may run several times: what has to fail must not use up its failures.
            var failures = flaky.Failures < flaky.Attempts ? flaky.Failures : int.MaxValue;
            return context.CallActivityAsync<long>("Flaky", new WorkInput(flaky.Key, flaky.Value, failures), Labelled(retry, flaky.Value));
        }

        private async Task<long> AskAsync(Ask ask)
        {
            // What is refused is handed on before: that, too, must leave nothing.
            var note = new Note(Ledgers.EntryOf(ask.Value), RelayTo: ask.Refused ? ask.Ledger : null);
            var id = Ledgers.Id(ask.Ledger);
            await context.Entities.CallEntityAsync<int>(id, ask.Refused ? Ledgers.Refuse : Ledgers.Add, note);
            return Totals.OfWork(ask.Value);
        }

        /// <summary>Between the two looks nobody but this orchestration may have changed what it has locked.</summary>
        private async Task<long> TransferAsync(Transfer transfer)
        {
            var (from, to) = (Ledgers.Id(transfer.From), Ledgers.Id(transfer.To));
            var note = new Note(Ledgers.EntryOf(transfer.Value), RelayTo: null);
            await using (await context.Entities.LockEntitiesAsync(from, to))
            {
                var before = await context.Entities.CallEntityAsync<int>(from, Ledgers.Count);
                await context.Entities.CallEntityAsync<int>(from, Ledgers.Add, note);
                if (transfer.Slow)
                {
                    await WorkAsync("Slow", transfer.Value);
                }

                if (from != to)
                {
                    await context.Entities.CallEntityAsync<int>(to, Ledgers.Add, note);
                }

                var after = await context.Entities.CallEntityAsync<int>(from, Ledgers.Count);
                return after == before + 1
                    ? Totals.Nothing
                    : throw new ProgramFailedException($"{transfer.From} was locked at {before}, and is at {after}");
            }
        }

        private async Task<long> PauseAsync(int seconds, CancellationToken cancellationToken)
        {
            await context.CreateTimer(TimeSpan.FromSeconds(seconds), cancellationToken);
            return Totals.TimerFired;
        }

        private async Task<long> GiveUpAsync(GivenUp given)
        {
            using var giveUp = new CancellationTokenSource();
            var timer = PauseAsync(given.Seconds, giveUp.Token);
            var value = await WorkAsync("Work", given.Value);
            giveUp.Cancel();
            try
            {
                await timer;
            }
            catch (OperationCanceledException)
            {
                // As it should be, unless it fired before.
            }

            return value;
        }

        private async Task<long> RaceAsync(Race race)
        {
            using var giveUp = new CancellationTokenSource();
            var timer = PauseAsync(race.Seconds, giveUp.Token);
            var work = WorkAsync("Slow", race.Value);
            if (await Task.WhenAny(timer, work) == work)
            {
                giveUp.Cancel();
                await WorkAsync("Work", 1);
            }
            else
            {
                await WorkAsync("Work", 2);
                await WorkAsync("Work", 3);
            }

            return Totals.Nothing;
        }

        private async Task<long> AwaitAsync(string name)
        {
            var expected = Next.GetValueOrDefault(name);
            while (true)
            {
                var signal = await context.WaitForExternalEvent<Signal>(name);
                if (signal.Number == expected)
                {
                    Next[name] = expected + 1;
                    return signal.Value;
                }

                if (signal.Number > expected)
                {
                    throw new ProgramFailedException($"event {name} {expected} is lost: {signal.Number} came");
                }

                Doubles++;
            }
        }

        private Task<long> CallAsync(Call call)
        {
            var policy = call.Attempts > 1 ? new RetryPolicy(call.Attempts, TimeSpan.FromSeconds(2)) : null;
            var options = new SubOrchestrationOptions(
                new TaskOptions(policy is null ? null : TaskRetryOptions.FromRetryPolicy(policy), ProgramTags.OfProgram(call.Program)),
                call.Id is null ? null : $"{context.InstanceId}-{call.Id}")
            {
                Version = new TaskVersion(ProgramVersions.Of(call.Program, generation: 0)),
            };
            var child = new ProgramInput(call.Program, Generation: 0, Total: 0, [], Doubles: 0);
            return ResultAsync(context.CallSubOrchestratorAsync<ProgramOutput>(Name, child, options));
        }

        private static async Task<long> ResultAsync(Task<ProgramOutput> child) => (await child).Total;
    }
}

/// <summary>What a program throws.</summary>
internal sealed class ProgramFailedException(string message) : Exception(message);
