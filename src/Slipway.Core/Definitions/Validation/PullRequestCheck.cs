using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Definitions.Reading;
using Slipway.Core.Definitions.Running;

namespace Slipway.Core.Definitions.Validation;

/// <summary>Checks how a definition names the pull request it works on.</summary>
internal static class PullRequestCheck
{
    private const string Path = "pullRequest";

    public static void Check(ProblemList problems, WorkflowDefinition definition)
    {
        if (definition.PullRequest is not { } text)
        {
            return;
        }

        if (!TextTemplate.TryParse(text, out var template, out var error))
        {
            problems.Add(Path, error.Message);
        }
        else if (!template.IsExpression && PullRequestNumber.Parse(text) is null)
        {
            problems.Add(Path, $"This is no pull request: {PullRequestNumber.Right}.");
        }
        else
        {
            foreach (var (_, expression) in template.Expressions)
            {
                Check(problems, expression, ExpressionCheck.NamesOf(definition));
            }
        }
    }

    private static void Check(ProblemList problems, Expression expression, ExpressionNames names)
    {
        foreach (var error in ExpressionChecker.Check(expression, names, out _))
        {
            problems.Add(Path, error.Message);
        }

        if (ExpressionReferences.Of(expression).Steps.Count > 0)
        {
            problems.Add(Path, "It is known before any step begins, so it cannot use one: take it from an input.");
        }
    }
}
