using System.Text.Json;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Answers with an entity tag, to ask whether they still hold: such a question costs nothing. Thread-safe.</summary>
internal sealed class KnownAnswers
{
    private const int MaxAnswers = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, KnownAnswer> _answers = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Finds an answer; what one token may see is not another's.</summary>
    internal KnownAnswer? Find(string token, Uri address)
    {
        lock (_lock)
        {
            return _answers.GetValueOrDefault(Key(token, address));
        }
    }

    /// <summary>Keeps an answer; the oldest makes room.</summary>
    internal void Keep(string token, Uri address, KnownAnswer answer)
    {
        lock (_lock)
        {
            if (_answers.TryAdd(Key(token, address), answer))
            {
                _order.Enqueue(Key(token, address));
                if (_order.Count > MaxAnswers)
                {
                    _answers.Remove(_order.Dequeue());
                }
            }
            else
            {
                _answers[Key(token, address)] = answer;
            }
        }
    }

    private static string Key(string token, Uri address) => $"{token} {address.AbsoluteUri}";

    /// <summary>One of them.</summary>
    internal sealed record KnownAnswer(string Tag, JsonElement Body, Uri? Next);
}
