using System.Globalization;
using System.Text.Json;

namespace Slipway.Core.Definitions.Expressions;

/// <summary>Reads the words of an expression by recursive descent; throws <see cref="ExpressionException"/> for what is wrong.</summary>
internal sealed class ExpressionParser(List<ExpressionToken> words)
{
    private const string Inputs = "inputs";
    private const string Steps = "steps";
    private const string Workflow = "workflow";

    private static readonly string[] Roots = [Inputs, Steps, Workflow, "item", "index", "result"];
    private static readonly string[] WorkflowMembers = ["id", "repository", "branch", "baseBranch", "baseSha", "agent"];
    private static readonly string[] StepMembers = ["outputs", "status"];

    private static readonly (string Symbol, ExpressionOperator Operator)[][] Levels =
    [
        [("||", ExpressionOperator.Or)],
        [("&&", ExpressionOperator.And)],
        [("==", ExpressionOperator.Equal), ("!=", ExpressionOperator.NotEqual)],
        [
            ("<=", ExpressionOperator.LessOrEqual), (">=", ExpressionOperator.GreaterOrEqual),
            ("<", ExpressionOperator.Less), (">", ExpressionOperator.Greater),
        ],
        [("+", ExpressionOperator.Add), ("-", ExpressionOperator.Subtract)],
        [("*", ExpressionOperator.Multiply), ("/", ExpressionOperator.Divide), ("%", ExpressionOperator.Remainder)],
    ];

    private int _next;
    private int _nesting;

    private ExpressionToken Next => words[_next];

    public ExpressionNode Parse()
    {
        var node = Binary(0);
        return Next.Kind == ExpressionToken.Kinds.End
            ? node
            : throw ExpressionException.At(Next.Position, $"{Capital(Next)} does not belong here: an operator or the end should follow.");
    }

    private ExpressionNode Binary(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        while (true)
        {
            var word = Next;
            var found = Array.FindIndex(Levels[level], pair => word.Is(pair.Symbol));
            if (found < 0)
            {
                return left;
            }

            _next++;
            left = Checked(new ExpressionNode.Binary(word.Position, Levels[level][found].Operator, left, Binary(level + 1)));
        }
    }

    private ExpressionNode Unary()
    {
        var word = Next;
        if (word.Is("!") || word.Is("-"))
        {
            _next++;
            var operand = Nested(word.Position, Unary);
            return Checked(word.Is("!")
                ? new ExpressionNode.Not(word.Position, operand)
                : new ExpressionNode.Negate(word.Position, operand));
        }

        return Postfix(Primary());
    }

    private ExpressionNode Postfix(ExpressionNode target)
    {
        while (true)
        {
            var word = Next;
            if (word.Is("."))
            {
                _next++;
                target = Checked(Member(target, Name("the name of a member"), word.Position));
            }
            else if (word.Is("["))
            {
                _next++;
                var index = Nested(word.Position, () => Binary(0));
                Expect("]");
                target = Checked(index is ExpressionNode.Literal { Value.ValueKind: JsonValueKind.String } name
                    ? Member(target, new ExpressionToken(ExpressionToken.Kinds.Name, name.Position, name.Value.GetString()!), word.Position)
                    : new ExpressionNode.Element(word.Position, target, index));
            }
            else
            {
                return target;
            }
        }
    }

    private static ExpressionNode.Member Member(ExpressionNode target, ExpressionToken name, int position) =>
        target is ExpressionNode.Root { Name: Workflow } && !WorkflowMembers.Contains(name.Text)
            ? throw ExpressionException.At(
                name.Position, $"workflow has no '{name.Text}': it has {string.Join(", ", WorkflowMembers)}.")
            : new ExpressionNode.Member(position, target, name.Text);

    private ExpressionNode Primary()
    {
        var word = Next;
        _next++;
        switch (word.Kind)
        {
            case ExpressionToken.Kinds.Number:
                return new ExpressionNode.Literal(
                    word.Position, ExpressionValues.Of(double.Parse(word.Text, CultureInfo.InvariantCulture), word.Position));
            case ExpressionToken.Kinds.Text:
                return new ExpressionNode.Literal(word.Position, ExpressionValues.Of(word.Text, word.Position));
            case ExpressionToken.Kinds.Name:
                return Next.Is("(") ? Call(word) : Named(word);
        }

        if (word.Is("("))
        {
            var inner = Nested(word.Position, () => Binary(0));
            Expect(")");
            return inner;
        }

        throw ExpressionException.At(word.Position, word.Kind == ExpressionToken.Kinds.End
            ? "The expression ends where a value should follow."
            : $"{Capital(word)} stands where a value should.");
    }

    private ExpressionNode Named(ExpressionToken word) => word.Text switch
    {
        "null" => new ExpressionNode.Literal(word.Position, ExpressionValues.Null),
        "true" => new ExpressionNode.Literal(word.Position, ExpressionValues.True),
        "false" => new ExpressionNode.Literal(word.Position, ExpressionValues.False),
        Steps => Step(word),
        _ when Roots.Contains(word.Text) => new ExpressionNode.Root(word.Position, word.Text),
        _ => throw ExpressionException.At(
            word.Position,
            ExpressionFunction.Named(word.Text) is not null
                ? $"'{word.Text}' is a function: write {word.Text}(…)."
                : $"There is no '{word.Text}'. {Suggest(word.Text, Roots)}"),
    };

    private ExpressionNode Step(ExpressionToken word)
    {
        var step = MemberName("the id of a step, as in steps.build.outputs");
        var member = MemberName($"outputs or status, as in steps.{step.Text}.outputs");
        return member.Text switch
        {
            "outputs" => new ExpressionNode.StepOutputs(word.Position, step.Text),
            "status" => new ExpressionNode.StepStatus(word.Position, step.Text),
            _ => throw ExpressionException.At(member.Position, $"A step has no '{member.Text}'. {Suggest(member.Text, StepMembers)}"),
        };
    }

    /// <summary><c>.name</c> or <c>['name']</c>.</summary>
    private ExpressionToken MemberName(string meaning)
    {
        var word = Next;
        if (word.Is("["))
        {
            _next++;
            var name = Next.Kind == ExpressionToken.Kinds.Text
                ? Next
                : throw ExpressionException.At(Next.Position, $"Give {meaning}; it cannot be computed.");
            _next++;
            Expect("]");
            return name;
        }

        Expect(".", meaning);
        return Name(meaning);
    }

    private ExpressionNode Call(ExpressionToken word)
    {
        var function = ExpressionFunction.Named(word.Text) ?? throw ExpressionException.At(
            word.Position, $"There is no function '{word.Text}'. {Suggest(word.Text, ExpressionFunction.Names)}");
        _next++;
        var arguments = new List<ExpressionNode>();
        while (!Next.Is(")"))
        {
            if (arguments.Count > 0)
            {
                Expect(",");
            }

            arguments.Add(Nested(word.Position, () => Binary(0)));
        }

        _next++;
        if (arguments.Count < function.MinArguments || arguments.Count > function.MaxArguments)
        {
            throw ExpressionException.At(word.Position, $"{function.Name}() takes {function.ArgumentCount}, not {arguments.Count}.");
        }

        return Checked(new ExpressionNode.Call(word.Position, function, arguments));
    }

    private ExpressionToken Name(string meaning)
    {
        var word = Next;
        if (word.Kind != ExpressionToken.Kinds.Name)
        {
            throw ExpressionException.At(word.Position, $"{Capital(word)} stands where {meaning} should.");
        }

        _next++;
        return word;
    }

    private void Expect(string symbol, string? meaning = null)
    {
        if (!Next.Is(symbol))
        {
            throw ExpressionException.At(
                Next.Position, $"{Capital(Next)} stands where {(meaning is null ? $"'{symbol}'" : $"'{symbol}' and {meaning}")} should.");
        }

        _next++;
    }

    /// <summary>The parser's own recursion is limited before the tree is, so that no text can exhaust the stack.</summary>
    private ExpressionNode Nested(int position, Func<ExpressionNode> parse)
    {
        if (++_nesting > Expression.MaxDepth)
        {
            throw TooDeep(position);
        }

        var node = parse();
        _nesting--;
        return node;
    }

    private static ExpressionNode Checked(ExpressionNode node) => node.Depth > Expression.MaxDepth ? throw TooDeep(node.Position) : node;

    private static ExpressionException TooDeep(int position) =>
        ExpressionException.At(position, $"The expression is nested more than {Expression.MaxDepth} deep: use a step's output in between.");

    private static string Suggest(string name, IReadOnlyCollection<string> names) => Nearest.One(name, names) is { } nearest
        ? $"Did you mean '{nearest}'?"
        : $"There are {string.Join(", ", names)}.";

    private static string Capital(ExpressionToken word)
    {
        var text = word.ToString();
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}
