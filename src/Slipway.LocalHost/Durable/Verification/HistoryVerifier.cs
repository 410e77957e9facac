using System.Text;
using System.Text.Json;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Verification;

/// <summary>Follows the chain of seals through a stored history, and holds the instance's row to it. One use.</summary>
/// <remarks>
/// An event's line begins with the seal of the event before. So when a line does not begin with the seal of its predecessor's line, one of
/// the two was altered: its own, if what follows does not fit it either; else the predecessor's.
/// </remarks>
internal sealed class HistoryVerifier(InstanceRow instance)
{
    private string _seal = SealedHistory.Origin(instance.InstanceId, instance.Generation);
    private string? _last;
    private int _place;
    private int? _firstSealed;
    private readonly List<HistoryRewind> _rewinds = [];
    private AlteredEvent? _altered;
    private ExecutionStarted? _start;
    private ExecutionCompleted? _end;
    private int _startPlace;
    private int _endPlace;

    public HistoryVerification Verify(IReadOnlyList<StoredTurn> turns)
    {
        var lines = turns.Select(turn => Encoding.UTF8.GetString(turn.Events).Split('\n')).ToList();
        for (var i = 0; i < turns.Count && _altered is null; i++)
        {
            var following = i + 1 < turns.Count ? lines[i + 1][0] : null;
            _altered = CheckTurn(turns[i], lines[i], following);
        }

        _altered ??= CheckRow(lines);
        var state = _altered is not null ? SealState.Altered
            : _place == 0 || _firstSealed == 0 ? SealState.Intact
            : _firstSealed is null ? SealState.NotSealed
            : SealState.PartlySealed;
        return new HistoryVerification(
            instance.InstanceId, instance.Generation, lines.Sum(turn => turn.Length), state, _firstSealed, _altered)
        {
            Rewinds = _rewinds,
        };
    }

    private AlteredEvent? CheckTurn(StoredTurn turn, string[] lines, string? following)
    {
        if (turn.Sequence != _place)
        {
            return new AlteredEvent(_place, Event: null, $"Events {_place} to {turn.Sequence - 1} are missing.");
        }

        if (turn.Count != lines.Length)
        {
            return new AlteredEvent(
                _place, JsonOf(lines[0]), $"The turn that begins here was written with {turn.Count} events and has {lines.Length} now.");
        }

        for (var i = 0; i < lines.Length; i++)
        {
            if (Check(lines[i], i + 1 < lines.Length ? lines[i + 1] : turn.Seal ?? following) is { } altered)
            {
                return altered;
            }
        }

        return _firstSealed is null || turn.Seal == _seal ? null
            : new AlteredEvent(_place - 1, JsonOf(_last!), "The last event of a turn does not have the seal that was noted for the turn.");
    }

    /// <summary>Checks one line; the next one, or the seal that follows it, tells which of two was altered.</summary>
    private AlteredEvent? Check(string line, string? next)
    {
        if (line.StartsWith('{'))
        {
            return _firstSealed is null ? Accept(line)
                : new AlteredEvent(_place, line, "It has no seal, although events before it have one.");
        }

        var own = SealedHistory.SealOf(line);
        if (!line.StartsWith(_seal + " ", StringComparison.Ordinal))
        {
            return _last is null || _firstSealed is null || next?.StartsWith(own, StringComparison.Ordinal) != true
                ? new AlteredEvent(_place, JsonOf(line), "It does not carry the seal of the event before it.")
                : new AlteredEvent(_place - 1, JsonOf(_last), "It does not have the seal that the event after it carries.");
        }

        _firstSealed ??= _place;
        _seal = own;
        return Accept(line);
    }

    private AlteredEvent? Accept(string line)
    {
        try
        {
            var value = HistoryJson.ReadEvent(Encoding.UTF8.GetBytes(JsonOf(line)));
            _start ??= value as ExecutionStarted;
            _startPlace = value is ExecutionStarted ? _place : _startPlace;
            _end = value as ExecutionCompleted ?? _end;
            _endPlace = value is ExecutionCompleted ? _place : _endPlace;
            if (value is ExecutionRewound rewound)
            {
                _rewinds.Add(new HistoryRewind(
                    _place, rewound.Timestamp, rewound.Reason, rewound.By, rewound.AfterEvent, rewound.TakenBack));
            }
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return new AlteredEvent(_place, JsonOf(line), $"It cannot be read: {exception.Message}");
        }

        _last = line;
        _place++;
        return null;
    }

    /// <summary>Holds what the instance's row says to the events that say the same.</summary>
    private AlteredEvent? CheckRow(List<string[]> lines)
    {
        AlteredEvent Differs(int place, string what) => new(
            place, JsonOf(lines.SelectMany(turn => turn).ElementAt(place)), $"The instance's row has another {what} than this event.");

        return this switch
        {
            { _start: { } start } when start.Name != instance.Name => Differs(_startPlace, "name"),
            { _start: { } start } when start.Input != instance.Input => Differs(_startPlace, "input"),
            { _end: null } when instance.HasEnded =>
                new AlteredEvent(_place, Event: null, $"The instance is {instance.Status}, but the event that ended it is missing."),
            { _end: { } end } when end.Status != instance.Status => Differs(_endPlace, "status"),
            { _end: { } end } when end.Result != instance.Output => Differs(_endPlace, "output"),
            _ => null,
        };
    }

    private static string JsonOf(string line) => line[(line.IndexOf('{') is var start and >= 0 ? start : 0)..];
}
