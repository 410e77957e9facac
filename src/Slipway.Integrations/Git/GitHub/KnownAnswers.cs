using System.Runtime.InteropServices;
using System.Text.Json;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Answers with an entity tag, to ask whether they still hold: such a question costs nothing. Thread-safe.</summary>
internal sealed class KnownAnswers
{
    private const int MaxAnswers = 200;
    private const int MaxAnswerBytes = 512 * 1024;
    private const long MaxBytes = 16 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, KnownAnswer> _answers = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Finds an answer; what one token may see is not another's.</summary>
    internal KnownAnswer? Find(string token, Uri address)
    {
        lock (_lock)
        {
            return _answers.GetValueOrDefault(Key(token, address));
        }
    }

    /// <summary>Keeps an answer, unless it is large; the oldest make room.</summary>
    internal void Keep(string token, Uri address, KnownAnswer answer)
    {
        var key = Key(token, address);
        lock (_lock)
        {
            Forget(key);
            if (answer.Bytes > MaxAnswerBytes)
            {
                return;
            }

            _answers.Add(key, answer);
            _bytes += answer.Bytes;
            while (_bytes > MaxBytes || _answers.Count > MaxAnswers)
            {
                Forget(_answers.GetAt(0).Key);
            }
        }
    }

    private void Forget(string key)
    {
        if (_answers.Remove(key, out var answer))
        {
            _bytes -= answer.Bytes;
        }
    }

    private static string Key(string token, Uri address) => $"{token} {address.AbsoluteUri}";

    /// <summary>One of them.</summary>
    internal sealed record KnownAnswer(string Tag, JsonElement Body, Uri? Next)
    {
        internal int Bytes { get; } = Body.ValueKind == JsonValueKind.Undefined ? 0 : JsonMarshal.GetRawUtf8Value(Body).Length;
    }
}
