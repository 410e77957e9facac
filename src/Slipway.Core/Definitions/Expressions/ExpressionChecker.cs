namespace Slipway.Core.Definitions.Expressions;

/// <summary>Finds before a run what could not have a value in it: unknown inputs, calculations with
/// texts, comparisons of unlike types.</summary>
public sealed class ExpressionChecker
{
    private const ExpressionTypes NotNull = ExpressionTypes.Any & ~ExpressionTypes.Null;

    private readonly ExpressionNames _names;
    private readonly List<ExpressionError> _errors = [];

    private ExpressionChecker(ExpressionNames names) => _names = names;

    /// <summary>Checks an expression.</summary>
    /// <param name="expression">What was parsed.</param>
    /// <param name="names">What is known.</param>
    /// <param name="types">What its value may be.</param>
    /// <returns>All that is wrong, in the order of the text.</returns>
    public static IReadOnlyList<ExpressionError> Check(Expression expression, ExpressionNames names, out ExpressionTypes types)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(names);
        var checker = new ExpressionChecker(names);
        types = checker.Types(expression.Root);
        return [.. checker._errors.OrderBy(error => error.Position)];
    }

    private ExpressionTypes Types(ExpressionNode node) => node switch
    {
        ExpressionNode.Literal literal => ExpressionValues.TypeOf(literal.Value),
        ExpressionNode.Root root => Root(root),
        ExpressionNode.StepStatus => ExpressionTypes.Text | ExpressionTypes.Null,
        ExpressionNode.StepOutputs => ExpressionTypes.Object | ExpressionTypes.Null,
        ExpressionNode.Member member => Member(member),
        ExpressionNode.Element element => Element(element),
        ExpressionNode.Not not => Not(not.Operand),
        ExpressionNode.Negate negate => Number(negate.Operand),
        ExpressionNode.Binary binary => Binary(binary),
        ExpressionNode.Call call => Call(call),
        _ => ExpressionTypes.Any,
    };

    private ExpressionTypes Root(ExpressionNode.Root root)
    {
        switch (root.Name)
        {
            case "item" or "index" when !_names.HasItem:
                return Wrong(root.Position, $"There is no {root.Name} here: only the steps and the config of a foreach have one.");
            case "result" when !_names.HasResult:
                return Wrong(root.Position, "There is no result here: only the outputs of a step have one.");
            case "index":
                return ExpressionTypes.Number;
            case "inputs" or "workflow":
                return ExpressionTypes.Object;
            default:
                return ExpressionTypes.Any;
        }
    }

    private ExpressionTypes Member(ExpressionNode.Member member)
    {
        if (member.Target is ExpressionNode.Root { Name: "inputs" })
        {
            if (_names.Inputs.TryGetValue(member.Name, out var types))
            {
                return types;
            }

            var nearest = Nearest.One(member.Name, _names.Inputs.Keys);
            return Wrong(member.Position, $"There is no input '{member.Name}'." + (nearest is null ? "" : $" Did you mean '{nearest}'?"));
        }

        if (member.Target is ExpressionNode.StepOutputs { Step: var step }
            && _names.Outputs.TryGetValue(step, out var outputs) && !outputs.Contains(member.Name))
        {
            var meant = Nearest.One(member.Name, outputs);
            return Wrong(
                member.Position,
                $"'{step}' gives no output '{member.Name}'. " + (meant is null
                    ? $"It gives: {string.Join(", ", outputs.Order(StringComparer.Ordinal))}."
                    : $"Did you mean '{meant}'?"));
        }

        var target = Types(member.Target);
        return (target & (ExpressionTypes.Object | ExpressionTypes.Null)) != ExpressionTypes.None
            ? ExpressionTypes.Any
            : Wrong(member.Position, $"Only an object has members: '{member.Name}' is asked of {ExpressionValues.Describe(target)}.");
    }

    private ExpressionTypes Element(ExpressionNode.Element element)
    {
        var (target, index) = (Types(element.Target), Types(element.Index));
        var byNumber = target.HasFlag(ExpressionTypes.List) && index.HasFlag(ExpressionTypes.Number);
        var byText = target.HasFlag(ExpressionTypes.Object) && index.HasFlag(ExpressionTypes.Text);
        return byNumber || byText || ((target | index) & ExpressionTypes.Null) != ExpressionTypes.None
            ? ExpressionTypes.Any
            : Wrong(
                element.Position,
                "A list has elements by number and an object members by text, not "
                + $"{ExpressionValues.Describe(target)} by {ExpressionValues.Describe(index)}.");
    }

    private ExpressionTypes Binary(ExpressionNode.Binary binary)
    {
        switch (binary.Operator)
        {
            case ExpressionOperator.Or:
                return (Types(binary.Left) & NotNull) | Types(binary.Right);
            case ExpressionOperator.And:
                return Types(binary.Left) | Types(binary.Right);
            case > ExpressionOperator.GreaterOrEqual:
                return Number(binary.Left) & Number(binary.Right);
        }

        var (left, right) = (Types(binary.Left), Types(binary.Right));
        var common = left & right;
        if (binary.Operator is ExpressionOperator.Equal or ExpressionOperator.NotEqual)
        {
            // A comparison with null asks whether there is anything, which makes sense for all that an author cannot be sure of.
            if (common == ExpressionTypes.None && left != ExpressionTypes.Null && right != ExpressionTypes.Null)
            {
                Wrong(binary.Position, $"{Capital(left)} and {ExpressionValues.Describe(right)} are never equal.");
            }
        }
        else if ((common & (ExpressionTypes.Number | ExpressionTypes.Text)) == ExpressionTypes.None)
        {
            Wrong(
                binary.Position,
                "Only two numbers, or two texts, are one before the other: these are "
                + $"{ExpressionValues.Describe(left)} and {ExpressionValues.Describe(right)}.");
        }

        return ExpressionTypes.Boolean;
    }

    private ExpressionTypes Not(ExpressionNode operand)
    {
        Types(operand);
        return ExpressionTypes.Boolean;
    }

    private ExpressionTypes Number(ExpressionNode node)
    {
        var types = Types(node);
        if (!types.HasFlag(ExpressionTypes.Number))
        {
            Wrong(node.Position, $"Only numbers can be calculated with, not {ExpressionValues.Describe(types)}. For texts use format().");
        }

        return ExpressionTypes.Number;
    }

    private ExpressionTypes Call(ExpressionNode.Call call)
    {
        var given = call.Arguments.Select(Types).ToArray();
        for (var index = 0; index < given.Length; index++)
        {
            if ((given[index] & call.Function.Parameter(index)) == ExpressionTypes.None)
            {
                Wrong(call.Arguments[index].Position, call.Function.Mismatch(index, given[index]));
            }
        }

        return call.Function.Name is "coalesce" or "default"
            ? given.Aggregate(ExpressionTypes.None, (all, types) => all | types) & (given[^1] | NotNull)
            : call.Function.Result;
    }

    /// <summary>Notes an error; whatever is wrong may be anything, so that it is not reported once more further out.</summary>
    private ExpressionTypes Wrong(int position, string message)
    {
        _errors.Add(new ExpressionError(position, message));
        return ExpressionTypes.Any;
    }

    private static string Capital(ExpressionTypes types)
    {
        var text = ExpressionValues.Describe(types);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}
