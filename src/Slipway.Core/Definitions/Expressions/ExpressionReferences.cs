namespace Slipway.Core.Definitions.Expressions;

/// <summary>What an expression names, found without evaluating it.</summary>
/// <param name="Inputs">The inputs it names.</param>
/// <param name="Steps">The steps whose outputs or status it uses. An expression cannot compute a step's id, so these are all.</param>
/// <param name="UsesItem">Whether it uses <c>item</c> or <c>index</c>.</param>
/// <param name="UsesResult">Whether it uses <c>result</c>.</param>
/// <param name="UsesStatus">Whether it calls <c>success()</c>, <c>failure()</c>, <c>always()</c> or <c>cancelled()</c>.</param>
public sealed record ExpressionReferences(
    IReadOnlySet<string> Inputs, IReadOnlySet<string> Steps, bool UsesItem, bool UsesResult, bool UsesStatus)
{
    /// <summary>What <paramref name="expression"/> names.</summary>
    public static ExpressionReferences Of(Expression expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var inputs = new HashSet<string>(StringComparer.Ordinal);
        var steps = new HashSet<string>(StringComparer.Ordinal);
        bool usesItem = false, usesResult = false, usesStatus = false;
        foreach (var node in Nodes(expression.Root))
        {
            switch (node)
            {
                case ExpressionNode.Member { Target: ExpressionNode.Root { Name: "inputs" } } member:
                    inputs.Add(member.Name);
                    break;
                case ExpressionNode.StepStatus status:
                    steps.Add(status.Step);
                    break;
                case ExpressionNode.StepOutputs outputs:
                    steps.Add(outputs.Step);
                    break;
                case ExpressionNode.Root { Name: "item" or "index" }:
                    usesItem = true;
                    break;
                case ExpressionNode.Root { Name: "result" }:
                    usesResult = true;
                    break;
                case ExpressionNode.Call { Function.IsStatus: true }:
                    usesStatus = true;
                    break;
            }
        }

        return new ExpressionReferences(inputs, steps, usesItem, usesResult, usesStatus);
    }

    internal static IEnumerable<ExpressionNode> Nodes(ExpressionNode root)
    {
        var open = new Stack<ExpressionNode>([root]);
        while (open.TryPop(out var node))
        {
            yield return node;
            foreach (var child in node.Children)
            {
                open.Push(child);
            }
        }
    }
}
