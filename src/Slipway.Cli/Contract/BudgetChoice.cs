using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Cli.Contract;

/// <summary>What the agents of a workflow may take, all together.</summary>
/// <param name="CostUsd">Money in US dollars; null: no limit.</param>
/// <param name="Tokens">Tokens read and written; null: no limit.</param>
/// <param name="Minutes">Time that agents run; null: no limit.</param>
internal sealed record BudgetChoice(decimal? CostUsd, long? Tokens, double? Minutes)
{
    private static readonly string[] Names = ["costUsd", "tokens", "minutes"];

    /// <summary>Reads <c>costUsd=5</c>, <c>tokens=2000000</c>, <c>minutes=60</c>; null when nothing is given.</summary>
    /// <exception cref="CliException">One is something else.</exception>
    public static BudgetChoice? Parse(JsonObject? given)
    {
        if (given is null)
        {
            return null;
        }

        if (given.FirstOrDefault(each => !Names.Contains(each.Key, StringComparer.Ordinal)).Key is { } other)
        {
            throw CliException.BadInput(
                $"--budget has no '{Display.SafeText.Line(other, 40)}'; it takes costUsd=5, tokens=2000000 and minutes=60");
        }

        try
        {
            return new BudgetChoice(
                (decimal?)given["costUsd"], (long?)given["tokens"], (double?)given["minutes"]) is var budget && budget.IsMoreThanNothing
                ? budget
                : throw CliException.BadInput("each --budget must be more than 0");
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException or OverflowException or JsonException)
        {
            throw CliException.BadInput("--budget takes numbers: costUsd=5, tokens=2000000 (a whole one), minutes=60");
        }
    }

    private bool IsMoreThanNothing => !(CostUsd <= 0 || Tokens <= 0 || Minutes <= 0);
}
