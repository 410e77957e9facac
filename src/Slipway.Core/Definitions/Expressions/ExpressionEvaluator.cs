using System.Text.Json;

namespace Slipway.Core.Definitions.Expressions;

/// <summary>Gives the value of an expression's parts. The parser has limited the depth, so it recurses.</summary>
internal sealed class ExpressionEvaluator(ExpressionScope scope)
{
    public static bool Succeeded(ExpressionScope scope) =>
        scope.DependsOn.All(step => scope.Steps.TryGetValue(step, out var view) && view.IsSuccess);

    public static bool Failed(ExpressionScope scope) =>
        scope.DependsOn.Any(step => scope.Steps.TryGetValue(step, out var view) && view.IsFailure);

    public static bool Cancelled(ExpressionScope scope) =>
        scope.DependsOn.Any(step => scope.Steps.TryGetValue(step, out var view) && view.Status == StepView.Cancelled);

    public JsonElement Value(ExpressionNode node) => node switch
    {
        ExpressionNode.Literal literal => literal.Value,
        ExpressionNode.Root root => Root(root.Name),
        ExpressionNode.StepStatus step => scope.Steps.TryGetValue(step.Step, out var view)
            ? ExpressionValues.Of(view.Status, step.Position)
            : ExpressionValues.Null,
        ExpressionNode.StepOutputs step => scope.Steps.TryGetValue(step.Step, out var view)
            ? view.Outputs ?? ExpressionValues.Null
            : ExpressionValues.Null,
        ExpressionNode.Member member => Member(Value(member.Target), member.Name, member.Position),
        ExpressionNode.Element element => Element(Value(element.Target), Value(element.Index), element.Position),
        ExpressionNode.Not not => ExpressionValues.Of(!ExpressionValues.IsTrue(Value(not.Operand))),
        ExpressionNode.Negate negate => ExpressionValues.Of(-Number(Value(negate.Operand), negate.Position), negate.Position),
        ExpressionNode.Binary binary => Binary(binary),
        ExpressionNode.Call call => Call(call),
        _ => throw new InvalidOperationException($"There is no evaluation of {node.GetType().Name}."),
    };

    private JsonElement Root(string name) => name switch
    {
        "inputs" => scope.Inputs,
        "workflow" => scope.Workflow,
        "item" => scope.Item ?? ExpressionValues.Null,
        "index" => scope.Index is { } index ? ExpressionValues.Of(index, 0) : ExpressionValues.Null,
        _ => scope.Result ?? ExpressionValues.Null,
    };

    private static JsonElement Member(JsonElement target, string name, int position) => target.ValueKind switch
    {
        JsonValueKind.Object => target.TryGetProperty(name, out var value) ? value : ExpressionValues.Null,
        JsonValueKind.Null or JsonValueKind.Undefined => ExpressionValues.Null,
        _ => throw ExpressionException.At(
            position, $"Only an object has members: '{name}' is asked of {ExpressionValues.Describe(target)}."),
    };

    private static JsonElement Element(JsonElement target, JsonElement index, int position)
    {
        if (ExpressionValues.IsNull(target) || ExpressionValues.IsNull(index))
        {
            return ExpressionValues.Null;
        }

        if (target.ValueKind == JsonValueKind.Object && index.ValueKind == JsonValueKind.String)
        {
            return Member(target, index.GetString()!, position);
        }

        if (target.ValueKind != JsonValueKind.Array || index.ValueKind != JsonValueKind.Number)
        {
            throw ExpressionException.At(
                position,
                "A list has elements by number and an object members by text, not "
                + $"{ExpressionValues.Describe(target)} by {ExpressionValues.Describe(index)}.");
        }

        return index.TryGetInt32(out var at) && at >= 0 && at < target.GetArrayLength() ? target[at] : ExpressionValues.Null;
    }

    /// <summary><c>&amp;&amp;</c> and <c>||</c> give the operand that decided: <c>inputs.branch || 'main'</c> is a branch.</summary>
    private JsonElement Binary(ExpressionNode.Binary binary)
    {
        var left = Value(binary.Left);
        switch (binary.Operator)
        {
            case ExpressionOperator.Or:
                return ExpressionValues.IsTrue(left) ? left : Value(binary.Right);
            case ExpressionOperator.And:
                return ExpressionValues.IsTrue(left) ? Value(binary.Right) : left;
        }

        var right = Value(binary.Right);
        return binary.Operator switch
        {
            ExpressionOperator.Equal => ExpressionValues.Of(ExpressionValues.AreEqual(left, right)),
            ExpressionOperator.NotEqual => ExpressionValues.Of(!ExpressionValues.AreEqual(left, right)),
            <= ExpressionOperator.GreaterOrEqual => ExpressionValues.Of(Compare(binary, left, right)),
            _ => ExpressionValues.Of(
                Calculate(binary.Operator, Number(left, binary.Position), Number(right, binary.Position)), binary.Position),
        };
    }

    private static bool Compare(ExpressionNode.Binary binary, JsonElement left, JsonElement right)
    {
        var order = (left.ValueKind, right.ValueKind) switch
        {
            (JsonValueKind.Number, JsonValueKind.Number) => left.GetDouble().CompareTo(right.GetDouble()),
            (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(left.GetString(), right.GetString()),
            _ => throw ExpressionException.At(
                binary.Position,
                "Only two numbers, or two texts, are one before the other: these are "
                + $"{ExpressionValues.Describe(left)} and {ExpressionValues.Describe(right)}."),
        };
        return binary.Operator switch
        {
            ExpressionOperator.Less => order < 0,
            ExpressionOperator.LessOrEqual => order <= 0,
            ExpressionOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static double Calculate(ExpressionOperator @operator, double left, double right) => @operator switch
    {
        ExpressionOperator.Add => left + right,
        ExpressionOperator.Subtract => left - right,
        ExpressionOperator.Multiply => left * right,
        ExpressionOperator.Divide => left / right,
        _ => left % right,
    };

    private static double Number(JsonElement value, int position) => value.ValueKind == JsonValueKind.Number
        ? value.GetDouble()
        : throw ExpressionException.At(
            position,
            $"Only numbers can be calculated with, not {ExpressionValues.Describe(value)}. For texts use format().");

    private JsonElement Call(ExpressionNode.Call call)
    {
        var arguments = new JsonElement[call.Arguments.Count];
        for (var index = 0; index < arguments.Length; index++)
        {
            arguments[index] = Value(call.Arguments[index]);
            var type = ExpressionValues.TypeOf(arguments[index]);
            if (!call.Function.Parameter(index).HasFlag(type))
            {
                throw ExpressionException.At(call.Arguments[index].Position, call.Function.Mismatch(index, type));
            }
        }

        return call.Function.Evaluate(new ExpressionCall(scope, arguments, call.Position));
    }
}
