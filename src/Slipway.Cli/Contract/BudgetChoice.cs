using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Cli.Contract;

/// <summary>What the agents of a workflow may take, all together.</summary>
/// <param name="CostUsd">Money in US dollars; null: no limit.</param>
/// <param name="Tokens">Tokens read and written; null: no limit.</param>
/// <param name="Minutes">Time that agents run; null: no limit.</param>
/// <param name="Turns">Requests of agents to their models; null: no limit.</param>
internal sealed record BudgetChoice(decimal? CostUsd, long? Tokens, double? Minutes, int? Turns)
{
    private static readonly string[] Names = ["costUsd", "tokens", "minutes", "turns"];

    /// <summary>Reads <c>costUsd=5</c>, <c>tokens=2000000</c>, <c>minutes=60</c>, <c>turns=100</c>; null when nothing is given.</summary>
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
                $"--budget has no '{Display.SafeText.Line(other, 40)}'; it takes costUsd=5, tokens=2000000, minutes=60 and "
                + "turns=100");
        }

        try
        {
            return new BudgetChoice(
                (decimal?)given["costUsd"], (long?)given["tokens"], (double?)given["minutes"],
                (int?)given["turns"]) is var budget && budget.IsMoreThanNothing
                ? budget
                : throw CliException.BadInput("each --budget must be more than 0");
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException or OverflowException or JsonException)
        {
            throw CliException.BadInput(
                "--budget takes numbers: costUsd=5, minutes=60, and whole ones: tokens=2000000, turns=100");
        }
    }

    private bool IsMoreThanNothing => !(CostUsd <= 0 || Tokens <= 0 || Minutes <= 0 || Turns <= 0);
}
