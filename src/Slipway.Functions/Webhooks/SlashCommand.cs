using Slipway.Core.Events;

namespace Slipway.Functions.Webhooks;

/// <summary>A command in a comment: a line that begins with <c>/</c> and a word, outside code and quotations.</summary>
/// <param name="Name">The word, in lower case.</param>
/// <param name="Arguments">What follows it on the line.</param>
internal sealed record SlashCommand(string Name, string Arguments)
{
    /// <summary>What every comment that Slipway writes holds, unseen: its own words are never commands.</summary>
    public const string Marker = "<!-- slipway:";

    private const int MaxLines = 200;
    private const int MaxNameLength = 60;

    /// <summary>Finds the first command in a comment.</summary>
    public static SlashCommand? Find(string? comment)
    {
        var inCode = false;
        foreach (var line in (comment ?? "").Split('\n').Take(MaxLines))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                inCode = !inCode;
            }
            else if (!inCode && Read(line.TrimEnd()) is { } command)
            {
                return command;
            }
        }

        return null;
    }

    /// <summary>What one of the commands that every workflow knows tells it; <see langword="null"/> for any other.</summary>
    public static WorkflowSignal? Named(string? name, string? reason)
    {
        var told = string.IsNullOrWhiteSpace(reason) ? null : reason;
        return name switch
        {
            "approve" => new WorkflowSignal { Kind = SignalKind.Approve, Reason = told },
            "reject" => new WorkflowSignal { Kind = SignalKind.Reject, Reason = told },
            "pause" => new WorkflowSignal { Kind = SignalKind.Pause, Reason = told },
            "resume" => new WorkflowSignal { Kind = SignalKind.Resume, Reason = told },
            "abort" => new WorkflowSignal { Kind = SignalKind.Cancel, Reason = told },
            "retry" => new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Retry, Reason = told },
            "skip" => new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Skip, Reason = told },
            _ => null,
        };
    }

    /// <summary>Whether Slipway wrote a comment.</summary>
    public static bool IsOurs(string? comment) => comment?.Contains(Marker, StringComparison.Ordinal) == true;

    private static SlashCommand? Read(string line)
    {
        if (!line.StartsWith('/'))
        {
            return null;
        }

        var end = line.AsSpan().IndexOfAny(' ', '\t');
        var name = end < 0 ? line[1..] : line[1..end];
        return name.Length is > 0 and <= MaxNameLength && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? new SlashCommand(name.ToLowerInvariant(), end < 0 ? "" : line[end..].Trim())
            : null;
    }
}
