using Slipway.Core.Ports;
using Slipway.Integrations.Agents.Output;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Agents;

/// <summary>
/// Follows a running agent by what it prints: passes on its progress, ends it when it passes its budget, and when it does not end by
/// itself after its last word.
/// </summary>
internal sealed class AgentWatch : IDisposable
{
    /// <summary>What an agent gets to tidy up after its last word; some never end.</summary>
    internal static readonly TimeSpan LastWordPatience = TimeSpan.FromSeconds(20);

    private readonly AgentOutput _output;
    private readonly AgentBudget? _budget;
    private readonly LatestProgress? _progress;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _lastWord;
    private readonly SecretMask _mask;
    private AgentProgress? _told;
    private bool _finished;

    internal AgentWatch(
        AgentOutputFormat format, AgentTask task, SecretMask mask, TimeProvider time, CancellationToken cancellationToken)
    {
        _budget = task.Budget;
        _progress = task.Progress is { } listener ? new LatestProgress(listener, time) : null;
        _mask = mask;
        _output = AgentOutput.Of(format, _progress is null ? null : Tell);
        _lastWord = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lastWord.Token);
    }

    /// <summary>Cancelled when the agent is to be ended.</summary>
    internal CancellationToken Token => _stop.Token;

    /// <summary>What the agent said of its run.</summary>
    internal AgentReport Report => _output.Report;

    /// <summary>How it passed its budget; <see langword="null"/> when it did not.</summary>
    internal string? Overrun { get; private set; }

    /// <summary>Whether it was ended because it did not do so by itself.</summary>
    internal bool Lingered => _finished && _lastWord.IsCancellationRequested;

    internal void Hear(ReadOnlySpan<byte> bytes)
    {
        _output.Append(bytes);
        Judge();
    }

    internal void End()
    {
        _output.End();
        if (_told is { } last && (last.CostUsd, last.Tokens) != (Report.CostUsd, Report.Tokens))
        {
            // Most agents tell what they cost with their last word only.
            Tell(last);
        }

        Judge();
    }

    public void Dispose()
    {
        _progress?.Dispose();
        _stop.Dispose();
        _lastWord.Dispose();
    }

    private void Tell(AgentProgress progress)
    {
        // Once more: what was an escape in the agent's JSON is a character now.
        _told = progress with { Text = _mask.Apply(progress.Text), CostUsd = Report.CostUsd, Tokens = Report.Tokens };
        _progress!.Report(_told);
    }

    private void Judge()
    {
        if (_finished)
        {
            return;
        }

        if (Report.Kind is not null)
        {
            _finished = true;
            _lastWord.CancelAfter(LastWordPatience);
        }
        else if (Overrun is null && _budget?.Tokens is { } tokens && Report.Tokens is { } used && used.Total > tokens)
        {
            // Money and turns an agent tells of with its last word only, when there is nothing left to end.
            Overrun = $"it used {used.Total} tokens of {tokens}";
            // Not on this thread, which drains the output and holds its lock.
            _ = _stop.CancelAsync();
        }
    }
}
