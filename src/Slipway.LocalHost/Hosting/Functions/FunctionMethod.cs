using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Slipway.LocalHost.Hosting.Functions;

/// <summary>A method with [Function], read and found good.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Method">The method.</param>
/// <param name="Kind">What starts it.</param>
/// <param name="Trigger">The attribute that says so.</param>
/// <param name="TriggerParameter">The parameter that carries it.</param>
/// <param name="Outputs">Where its result goes beside the caller.</param>
internal sealed record FunctionMethod(
    string Name,
    MethodInfo Method,
    FunctionKind Kind,
    TriggerBindingAttribute Trigger,
    ParameterInfo TriggerParameter,
    IReadOnlyList<FunctionOutput> Outputs)
{
    /// <summary>The name under which orchestrations call it: the trigger's own, else the function's.</summary>
    public string TaskName => Trigger switch
    {
        OrchestrationTriggerAttribute { Orchestration: { Length: > 0 } name } => name,
        ActivityTriggerAttribute { Activity: { Length: > 0 } name } => name,
        EntityTriggerAttribute { EntityName: { Length: > 0 } name } => name,
        _ => Name,
    };

    /// <summary>The method with its type, for messages.</summary>
    public string Place => $"{Method.DeclaringType?.FullName}.{Method.Name}";
}
