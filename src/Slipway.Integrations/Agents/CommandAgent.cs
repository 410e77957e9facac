using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Processes;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Agents;

/// <summary>An agent that is a program: one of the templates, or any command line.</summary>
/// <param name="name">What the agent is called in messages.</param>
/// <param name="definitions">How to start it, by ranges of versions.</param>
/// <param name="tools">What it works with.</param>
internal sealed class CommandAgent(string name, IReadOnlyList<AgentDefinition> definitions, AgentTools tools) : ICheckedAgent
{
    private const int MaximumTextBytes = 64 * 1024;
    private const int TailBytes = 512 * 1024;

    /// <inheritdoc/>
    public async Task<AgentOutcome> RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var (definition, _) = await tools.Versions.ChooseAsync(name, definitions, cancellationToken);
        var earlier = task.Resume && definition.Resume is not null ? tools.Sessions.Find(task.WorkflowId, task.Step, name) : null;
        if (earlier is not null)
        {
            var (outcome, isSessionGone) = await RunAsync(definition, task, earlier, resume: true, cancellationToken);
            if (!isSessionGone)
            {
                return outcome;
            }
        }

        return (await RunAsync(definition, task, tools.Sessions.NewId(), resume: false, cancellationToken)).Outcome;
    }

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken) =>
        (await tools.Versions.ChooseAsync(name, definitions, cancellationToken)).Version;

    private async Task<(AgentOutcome Outcome, bool IsSessionGone)> RunAsync(
        AgentDefinition definition, AgentTask task, string session, bool resume, CancellationToken cancellationToken)
    {
        AgentInvocation invocation;
        try
        {
            invocation = AgentInvocation.Of(definition, task, session, resume, tools.TemporaryDirectory);
        }
        catch (SlipwayException exception)
        {
            return (new AgentOutcome(AgentOutcomeKind.Crashed, exception.Message, null, TimeSpan.Zero, string.Empty, null), false);
        }

        using (invocation)
        {
            // Before it starts: a host that dies meanwhile can have it go on.
            var isOurs = resume || definition.SessionArguments is not null;
            tools.Sessions.Save(task.WorkflowId, task.Step, name, isOurs ? session : null);
            var environment = CleanEnvironment.Build(
                tools.Options.PassThroughEnvironment.Concat(definition.Environment), Merge(definition, task.Environment));
            var mask = tools.Secrets.MaskFor(environment);
            using var watch = new AgentWatch(definition.Output, task, mask, tools.Time, cancellationToken);
            using var result = await tools.Runner.RunAsync(Request(task, invocation, environment, mask, watch), watch.Token);
            watch.End();
            if (result.Ending == ProcessEnding.NotStarted)
            {
                throw new SlipwayException(ErrorCodes.AgentNotAvailable, $"Agent not available: {name}. {result.StartFailure}");
            }

            var outcome = await DescribeAsync(definition, task, result, mask, watch);
            outcome = outcome with { SessionId = outcome.SessionId ?? (isOurs ? session : null) };
            tools.Sessions.Save(task.WorkflowId, task.Step, name, outcome.SessionId);
            return (outcome, resume && IsSessionGone(outcome));
        }
    }

    /// <summary>A session that is gone ends the agent before it has done anything.</summary>
    private static bool IsSessionGone(AgentOutcome outcome) =>
        outcome is
        {
            ExitCode: not 0 and not null,
            Kind: AgentOutcomeKind.ApiError or AgentOutcomeKind.Protocol or AgentOutcomeKind.Crashed,
            Turns: null or 0,
            Tokens: null or { Total: 0 },
        };

    private ProcessRequest Request(
        AgentTask task, AgentInvocation invocation, IReadOnlyDictionary<string, string> environment, SecretMask mask, AgentWatch watch) =>
        new(invocation.Words[0], [.. invocation.Words.Skip(1)], task.WorkingDirectory)
        {
            Environment = environment,
            Input = invocation.Input,
            TimeLimit = task.Budget?.Time is { } time && time < task.TimeLimit ? time : task.TimeLimit,
            SilenceLimit = task.SilenceLimit,
            MemoryLimitBytes = tools.Options.MemoryLimitBytes,
            ProcessLimit = tools.Options.AgentProcessLimit,
            ProcessorLimit = Quantities.Cores(tools.Options.AgentCpuLimit),
            WorkflowId = task.WorkflowId,
            TailBytes = TailBytes,
            LogLimitBytes = tools.Options.LogLimitBytes,
            Mask = mask,
            Heard = watch.Hear,
        };

    private async Task<AgentOutcome> DescribeAsync(
        AgentDefinition definition, AgentTask task, ProcessResult result, SecretMask mask, AgentWatch watch)
    {
        var log = await SaveLogAsync(task, result);
        var report = watch.Report;
        var answer = definition.Output == AgentOutputFormat.Text
            ? OutputText.Tail(result.Output.Bytes, result.Output.Truncated, TailBytes)
            : report.Answer ?? string.Empty;
        // Once more: what was an escape in the agent's JSON is a character now.
        var text = OutputText.CutToEnd(mask.Apply(OutputText.Clean(answer)), MaximumTextBytes);
        var (kind, message) = new AgentVerdict(name, definition, task, watch, tools.Options).Of(result);
        return new AgentOutcome(kind, mask.Apply(message), result.ExitCode, result.Duration, text, log)
        {
            SessionId = report.SessionId,
            CostUsd = report.CostBy(name, tools.Options.Prices),
            Tokens = report.Tokens,
            Turns = report.Turns,
            Denials = report.Denials.Count > 0 ? [.. report.Denials.Select(mask.Apply)] : null,
        };
    }

    private async Task<ArtifactReference?> SaveLogAsync(AgentTask task, ProcessResult result)
    {
        if (result.Log is null)
        {
            return null;
        }

        // Also after a cancellation: the log of a stopped agent is what its user wants to read.
        return await tools.Artifacts.SaveAsync(
            $"{task.Step}-{task.Attempt}.log", "text/plain; charset=utf-8", result.Log.Finish(), CancellationToken.None);
    }

    private static Dictionary<string, string> Merge(AgentDefinition definition, IReadOnlyDictionary<string, string>? taskVariables)
    {
        var result = new Dictionary<string, string>(definition.Variables, StringComparer.Ordinal);
        foreach (var (variable, value) in taskVariables ?? new Dictionary<string, string>())
        {
            result[variable] = value;
        }

        return result;
    }
}
