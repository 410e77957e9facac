using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>Keeps which task an attempt of a step has with an agent, so that one that is run again finds it.</summary>
/// <remarks>
/// A line among the sessions: <c>{round} sent {Unix milliseconds}</c> before the message goes out, <c>{round} task {id}</c> once it is
/// answered, <c>{round} done {id}</c> once its result was looked at, <c>{round} none</c> when that task was cancelled from here or is
/// forgotten there. A message's id is made of the step's marker, the attempt and the round: the same one again is the same message, which
/// agents may know by it. Beside it stands what the task had taken when the attempt ended (<c>/used</c>), and when it took the task over
/// (<c>/before</c>).
/// </remarks>
internal sealed class A2AMemory(AgentSessions sessions, string agent, AgentTask task, TimeProvider time)
{
    private int _round;

    /// <summary>The task of this attempt; <see langword="null"/> when it is not known.</summary>
    internal string? TaskId { get; private set; }

    /// <summary>When a message went out whose answer is not known; <see langword="null"/> when none did.</summary>
    internal DateTimeOffset? Sent { get; private set; }

    /// <summary>What the task had taken when this attempt took it over: earlier ones have told of that.</summary>
    internal A2AUsage Before { get; private set; } = A2AUsage.None;

    internal string MessageId => new Guid(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{agent}/{task.Marker}/{task.Attempt}/{_round}")).AsSpan(0, 16)).ToString();

    /// <summary>The conversation of the last run of the step, and its task.</summary>
    internal (string? Context, string? Task) Earlier => task.Resume
        ? (sessions.Find(task.WorkflowId, task.Step, agent), sessions.Find(task.WorkflowId, task.Step, $"{agent}/task"))
        : (null, null);

    internal void Read()
    {
        switch (sessions.Find(task.WorkflowId, task.Step, Key(task.Attempt))?.Split(' ', 3))
        {
            case [var round, "sent", var sent] when long.TryParse(sent, CultureInfo.InvariantCulture, out var milliseconds):
                _ = int.TryParse(round, CultureInfo.InvariantCulture, out _round);
                Sent = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
                break;
            case [var round, "task" or "done", var id]:
                _ = int.TryParse(round, CultureInfo.InvariantCulture, out _round);
                TaskId = id;
                Before = A2AUsage.Parse(sessions.Find(task.WorkflowId, task.Step, BeforeKey));
                break;
            case [var round, "none", ..]:
                _ = int.TryParse(round, CultureInfo.InvariantCulture, out _round);
                break;
        }
    }

    /// <summary>The task that the attempt before this one lost sight of; <see langword="null"/> when it had none, or was through with it.
    /// An attempt that did not come so far is passed over.</summary>
    internal (string Id, int Attempt)? Lost() => Enumerable.Range(1, task.Attempt - 1).Reverse()
        .Select(attempt => (Line: sessions.Find(task.WorkflowId, task.Step, Key(attempt))?.Split(' ', 3), Attempt: attempt))
        .FirstOrDefault(kept => kept.Line is not null) is ([_, "task", var id], var last) ? (id, last) : null;

    /// <summary>The task of an earlier attempt is this one's from now on.</summary>
    internal void TakeOver(A2ATask lost, int attempt)
    {
        Before = A2AUsage.Parse(sessions.Find(task.WorkflowId, task.Step, UsedKey(attempt)));
        sessions.Save(task.WorkflowId, task.Step, BeforeKey, Before.ToString());
        Keep(lost);
    }

    /// <summary>This attempt tells of what the task has taken so far.</summary>
    internal void KeepUsed(A2AUsage used) => sessions.Save(task.WorkflowId, task.Step, UsedKey(task.Attempt), used.ToString());

    internal void KeepSent()
    {
        Sent ??= time.GetUtcNow();
        Keep(string.Create(CultureInfo.InvariantCulture, $"sent {Sent.Value.ToUnixTimeMilliseconds()}"));
    }

    internal void Keep(A2ATask found)
    {
        (TaskId, Sent) = (found.Id, null);
        if (found.Id is { } id)
        {
            Keep($"task {id}");
            sessions.Save(task.WorkflowId, task.Step, $"{agent}/task", id);
        }

        sessions.Save(task.WorkflowId, task.Step, agent, found.ContextId);
    }

    /// <summary>Its result was looked at: the next attempt begins another, and this one, run again, looks at the same.</summary>
    internal void Done()
    {
        if (TaskId is { } id)
        {
            Keep($"done {id}");
        }
    }

    /// <summary>The next message is another one.</summary>
    internal void Forget()
    {
        (TaskId, Sent, Before) = (null, null, A2AUsage.None);
        sessions.Save(task.WorkflowId, task.Step, BeforeKey, Before.ToString());
        _round++;
        Keep("none -");
    }

    private void Keep(string what) =>
        sessions.Save(task.WorkflowId, task.Step, Key(task.Attempt), string.Create(CultureInfo.InvariantCulture, $"{_round} {what}"));

    private string BeforeKey => $"{Key(task.Attempt)}/before";

    private string UsedKey(int attempt) => $"{Key(attempt)}/used";

    private string Key(int attempt) => $"{agent}/{task.Marker}/{attempt}";
}
