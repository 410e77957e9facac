using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Slipway.LocalHost.Hosting.Functions;

/// <summary>A function as middleware sees it.</summary>
internal sealed class MethodDefinition(FunctionMethod function) : FunctionDefinition
{
    private const string Return = "$return";

    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [
            .. function.Method.GetParameters().Select(parameter =>
                new FunctionParameter(parameter.Name!, parameter.ParameterType, parameter.HasDefaultValue, parameter.DefaultValue)),
        ];

    public override string PathToAssembly => function.Method.Module.FullyQualifiedName;

    public override string EntryPoint => function.Place;

    public override string Id => function.Name;

    public override string Name => function.Name;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } = function.Method.GetParameters()
        .Where(parameter => parameter.GetCustomAttribute<BindingAttribute>() is not null)
        .ToImmutableDictionary(
            parameter => parameter.Name!,
            BindingMetadata (parameter) => new Metadata(
                parameter.Name!, parameter.GetCustomAttribute<BindingAttribute>()!.GetType(), BindingDirection.In),
            StringComparer.Ordinal);

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } = Outputs(function);

    // What a request's function returns is its answer, unless it goes elsewhere: the real package's metadata say so, too.
    private static ImmutableDictionary<string, BindingMetadata> Outputs(FunctionMethod function)
    {
        var outputs = function.Outputs
            .GroupBy(output => output.Property?.Name ?? Return, StringComparer.Ordinal)
            .ToImmutableDictionary(
                group => group.Key,
                BindingMetadata (group) => new Metadata(group.Key, typeof(SignalROutputAttribute), BindingDirection.Out),
                StringComparer.Ordinal);
        return function.Kind == FunctionKind.Http && outputs.Count == 0
            ? outputs.Add(Return, new Metadata(Return, typeof(HttpOutput), BindingDirection.Out))
            : outputs;
    }

    // Stands for the binding of an answer, which has no attribute of its own.
    private static class HttpOutput;

    private sealed class Metadata(string name, Type attribute, BindingDirection direction) : BindingMetadata
    {
        public override string Name => name;

        public override string Type { get; } = Kind(attribute);

        public override BindingDirection Direction => direction;

        // The names the real host uses: httpTrigger, durableClient, signalRConnectionInfo, signalR.
        private static string Kind(Type attribute)
        {
            var kind = attribute.Name;
            foreach (var ending in new[] { "Attribute", "Input", "Output" })
            {
                kind = kind.EndsWith(ending, StringComparison.Ordinal) ? kind[..^ending.Length] : kind;
            }

            return char.ToLowerInvariant(kind[0]) + kind[1..];
        }
    }
}
