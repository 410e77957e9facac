using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Slipway.Core.Definitions.Expressions;

namespace Slipway.Core.Definitions.Running;

/// <summary>Which pull request a run works on, when its definition names one.</summary>
public static class PullRequestNumber
{
    internal const string Right = "give its number, or an expression that does, such as ${{ inputs.pull_request }}";

    /// <summary>Reads it, with what the run was given.</summary>
    /// <param name="text">As the definition has it.</param>
    /// <param name="inputs">The run's inputs.</param>
    /// <param name="number">From 1; 0 when the expression is null: the run works on a branch of its own.</param>
    /// <param name="error">Why there is none.</param>
    public static bool TryRead(string text, JsonElement inputs, out int number, [NotNullWhen(false)] out string? error)
    {
        number = 0;
        if (!TextTemplate.TryParse(text, out var template, out var wrong))
        {
            error = wrong.Message;
            return false;
        }

        try
        {
            var value = template.Evaluate(new ExpressionScope { Inputs = inputs });
            var isNone = template.IsExpression && value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;
            number = isNone ? 0 : Parse(value.ToString()) ?? 0;
            error = isNone || number > 0 ? null : $"pullRequest has the value {value.GetRawText()}: {Right}.";
        }
        catch (ExpressionException exception)
        {
            error = exception.Message;
        }

        return error is null;
    }

    internal static int? Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
