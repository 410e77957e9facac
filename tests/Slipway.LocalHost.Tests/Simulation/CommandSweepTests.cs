using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>
/// Each command of a client once for every store call it leads to, with that call failing; and once for every commit and way to die in it.
/// Whatever fails, all of the command is there or nothing of it, its client hears in the end, and everything comes to its end.
/// </summary>
public sealed class CommandSweepTests
{
    private const int MostFaults = 500;

    public static TheoryData<string> Names => [.. SweptCommand.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_one_store_call_of_a_command_may_fail(string name)
    {
        var call = 1;
        while (OnOwnThread(name, run => run.Fail(call)))
        {
            call++;
            Assert.True(call < MostFaults, "the command has no end");
        }

        Assert.True(call > 3, $"the command makes only {call - 1} calls");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_process_may_die_at_any_commit_of_a_command(string name)
    {
        foreach (var death in Enum.GetValues<Death>())
        {
            var commit = 1;
            while (OnOwnThread(name, run => run.Die(death, commit)))
            {
                commit++;
                Assert.True(commit < MostFaults, "the command has no end");
            }

            Assert.True(commit > 1, "the command makes no commit");
        }
    }

    // A thread that a test framework gives has a context that would take continuations elsewhere.
    private static bool OnOwnThread(string name, Func<CommandRun, bool> sweep)
    {
        Exception? failure = null;
        var happened = false;
        var thread = new Thread(() =>
        {
            try
            {
                using var run = new CommandRun(SweptCommand.All[name]);
                happened = sweep(run);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? happened : throw new InvariantException($"{name}: {failure}");
    }

    /// <summary>A hub in which a command comes to an instance, once.</summary>
    private sealed class CommandRun : IDisposable
    {
        private const int MaxRounds = 300;
        private const int PatienceMs = 20;

        private readonly SweptCommand _command;
        private readonly SimulatedHub _hub = new(SweptCommand.Programs, new Random(1));
        private readonly ProgramModel _model = new(SweptCommand.Programs);

        public CommandRun(SweptCommand command)
        {
            _command = command;
            _hub.Open();
            _hub.Scheduler.RunAll();
            var start = new StartOrchestrationOptions
            {
                InstanceId = "i0",
                Version = new TaskVersion(ProgramVersions.Of(command.Program, generation: 0)),
                Tags = ProgramTags.OfProgram(command.Program) ?? [],
            };
            Await(client => client.ScheduleNewOrchestrationInstanceAsync(
                ProgramRunner.Name, SweptCommand.InputOf(command.Program), start));
            if (command.RunsToEnd)
            {
                Finish();
            }

            Await(command.Before);
            _hub.Checker.Replaceable.Add("i0");
        }

        /// <summary>Fails a store call, and says whether it came to that.</summary>
        public bool Fail(int call)
        {
            _hub.Store.FailAt(call);
            var error = Try(_command.Do);
            Must(error is null || SweptCommand.IsRefusal(error), $"the client was told {error}");
            Must(_command.IsDone(_hub.Reading) == error is null, $"it is not as the client was told: {error?.Message ?? "done"}");
            var happened = _hub.Store.Failures > 0;
            _hub.Store.Heal();
            CheckEnd(isDone: error is null);
            return happened;
        }

        /// <summary>Dies at a commit, and says whether it came to that.</summary>
        public bool Die(Death death, int commit)
        {
            _hub.Store.DieAtCommit(death, commit);
            var error = Try(_command.Do);
            var happened = _hub.Store.IsDead;
            if (!happened)
            {
                _hub.Store.Heal();
            }
            else
            {
                var unchanged = _hub.Store.LostLastCommit;
                _hub.Kill();
                _hub.Open(unchanged);
            }

            var isDone = _command.IsDone(_hub.Reading);
            Must(isDone is not null, "it is there in part");
            Must(isDone == true || error is not null, "the client was told that it was done, and it is lost");
            CheckEnd(isDone == true);
            return happened;
        }

        public void Dispose() => _hub.Dispose();

        private void CheckEnd(bool isDone)
        {
            Settle();
            if (!isDone)
            {
                Await(_command.Do);
            }

            Finish();
            Must(_hub.Reading.Check() == "ok", "the database is damaged");
            Must(_hub.Reading.Count("inbox") == 0 && _hub.Reading.Count("timers") == 0, "something is left over");
            foreach (var (key, id, _, _, _) in _hub.Reading.Instances())
            {
                var row = _hub.Reading.Row(key);
                if (row.Status != OrchestrationRuntimeStatus.Terminated)
                {
                    Must(row.Status == _model.Run(ProgramOf(key).Number).Status, $"{id} is {row.Status}: {row.Failure?.ErrorMessage}");
                }
            }
        }

        /// <summary>Lets everything that runs come to its end.</summary>
        private void Finish()
        {
            for (var round = 0; !_hub.Reading.Instances().TrueForAll(instance => instance.HasEnded) || _hub.Scheduler.HasWork; round++)
            {
                Must(round < MaxRounds, $"there is no end: {_hub.DescribeWaiting()}");
                Settle();
                foreach (var (key, id, status, _, _) in _hub.Reading.Instances().Where(instance => !instance.HasEnded))
                {
                    if (status == (int)OrchestrationRuntimeStatus.Suspended)
                    {
                        Await(client => client.ResumeInstanceAsync(id));
                    }
                    else if (ProgramOf(key).Awaited.Any() && SweptCommand.Events(_hub.Reading, id) == 0)
                    {
                        Await(client => client.RaiseEventAsync(id, "e0", SweptCommand.EventOf("e0")));
                    }
                }

                while (_hub.Catalog.SlowOnes > 0)
                {
                    _hub.Catalog.EndSlowOne(0);
                }

                Settle();
                Pass();
            }
        }

        private Program ProgramOf(long key) =>
            SweptCommand.Programs[JsonDataConverter.Default.Deserialize<ProgramInput>(_hub.Reading.Row(key).Input)!.Program];

        private void Await(Func<DurableTaskClient, Task> command)
        {
            if (Try(command) is { } error)
            {
                throw error;
            }
        }

        /// <summary>Makes a call and waits for its answer, while time passes if need be.</summary>
        private Exception? Try(Func<DurableTaskClient, Task> command)
        {
            Task answer;
            try
            {
                answer = command(_hub.Engine.Client);
            }
            catch (Exception exception)
            {
                return exception;
            }

            for (var round = 0; ; round++)
            {
                Settle();

                // The client's own code may go on elsewhere.
                if (answer.IsCompleted || Task.WaitAny([answer], PatienceMs) == 0)
                {
                    return answer.Exception?.InnerException;
                }

                if (_hub.Store.IsDead)
                {
                    return new TaskHubClosedException("Simulated");
                }

                Must(round < MaxRounds, "the client hears nothing");
                Pass();
            }
        }

        private void Settle()
        {
            _hub.Scheduler.RunAll();
            _hub.ThrowIfFailed();
        }

        private void Pass()
        {
            if (_hub.Clock.UntilNext is { } wait && !_hub.Store.IsDead)
            {
                _hub.Clock.Advance(wait);
            }
        }

        private static void Must(bool holds, string otherwise)
        {
            if (!holds)
            {
                throw new InvariantException(otherwise);
            }
        }
    }
}
