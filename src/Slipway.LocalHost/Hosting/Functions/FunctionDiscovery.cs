using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Slipway.LocalHost.Hosting.Functions;

/// <summary>Finds the methods with [Function], and says what is wrong with them all at once.</summary>
internal static partial class FunctionDiscovery
{
    private const BindingFlags Methods =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The types of the given assemblies, the entry assembly, and all they reference, as far as they know of functions.</summary>
    public static IEnumerable<Type> TypesOf(IEnumerable<Assembly> roots)
    {
        var seen = new Dictionary<string, Assembly>(StringComparer.Ordinal);
        var open = new Queue<Assembly>(roots);
        if (Assembly.GetEntryAssembly() is { } entry)
        {
            open.Enqueue(entry);
        }

        while (open.TryDequeue(out var assembly))
        {
            if (!seen.TryAdd(assembly.FullName ?? assembly.ToString(), assembly))
            {
                continue;
            }

            foreach (var reference in assembly.GetReferencedAssemblies().Where(reference => !IsFramework(reference)))
            {
                if (TryLoad(reference) is { } loaded)
                {
                    open.Enqueue(loaded);
                }
            }
        }

        var host = typeof(FunctionAttribute).Assembly.GetName().Name;
        return seen.Values
            .Where(assembly => assembly.GetReferencedAssemblies().Any(reference => reference.Name == host))
            .SelectMany(assembly => assembly.GetTypes());
    }

    /// <summary>The functions of some types.</summary>
    /// <exception cref="LocalHostException">One or more are wrong; the message names each.</exception>
    public static IReadOnlyList<FunctionMethod> Find(IEnumerable<Type> types)
    {
        var errors = new List<string>();
        var functions = new List<FunctionMethod>();
        foreach (var method in types.SelectMany(type => type.GetMethods(Methods)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute)
            {
                continue;
            }

            try
            {
                functions.Add(Read(method, attribute));
            }
            catch (LocalHostException exception)
            {
                errors.Add(exception.Message);
            }
        }

        errors.AddRange(Doubles(functions, function => function.Name, "functions named"));
        errors.AddRange(Doubles(functions.Where(f => f.Kind == FunctionKind.Orchestrator), f => f.TaskName, "orchestrators named"));
        errors.AddRange(Doubles(functions.Where(f => f.Kind == FunctionKind.Activity), f => f.TaskName, "activities named"));
        errors.AddRange(Doubles(functions.Where(f => f.Kind == FunctionKind.Entity), f => f.TaskName, "entities named"));
        return errors.Count == 0
            ? functions
            : throw new LocalHostException("The function app is wrong:\n- " + string.Join("\n- ", errors.Distinct(StringComparer.Ordinal)));
    }

    private static FunctionMethod Read(MethodInfo method, FunctionAttribute attribute)
    {
        var place = $"{method.DeclaringType?.FullName}.{method.Name}";
        if (attribute.Name is null || !NamePattern().IsMatch(attribute.Name))
        {
            throw new LocalHostException(
                $"{place}: the function name '{attribute.Name}' must be 1 to 128 letters, digits, '_' or '-', starting with a letter.");
        }

        CheckShape(method, place);
        var triggers = method.GetParameters().Where(parameter => Binding<TriggerBindingAttribute>(parameter) is not null).ToList();
        if (triggers.Count != 1)
        {
            throw new LocalHostException(
                $"{place}: a function has exactly one trigger parameter ([HttpTrigger], [OrchestrationTrigger], [ActivityTrigger] or "
                + $"[EntityTrigger]), and this one has {triggers.Count}.");
        }

        var trigger = Binding<TriggerBindingAttribute>(triggers[0])!;
        var kind = trigger switch
        {
            HttpTriggerAttribute => FunctionKind.Http,
            OrchestrationTriggerAttribute => FunctionKind.Orchestrator,
            ActivityTriggerAttribute => FunctionKind.Activity,
            EntityTriggerAttribute => FunctionKind.Entity,
            _ => throw new LocalHostException($"{place}: this host does not know the trigger {trigger.GetType().Name}."),
        };
        var outputs = Outputs(method, place);
        return kind == FunctionKind.Orchestrator && outputs.Count > 0
            ? throw new LocalHostException($"{place}: an orchestrator cannot have output bindings; let an activity send.")
            : new FunctionMethod(attribute.Name, method, kind, trigger, triggers[0], outputs);
    }

    private static void CheckShape(MethodInfo method, string place)
    {
        if (method.ContainsGenericParameters)
        {
            throw new LocalHostException($"{place}: a function cannot be generic.");
        }

        if (!method.IsStatic && method.DeclaringType is { IsAbstract: true })
        {
            throw new LocalHostException(
                $"{place}: the host cannot make its abstract class; make the class concrete or the method static.");
        }

        if (method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef))
        {
            throw new LocalHostException($"{place}: a function cannot have ref, in or out parameters.");
        }

        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(System.Runtime.CompilerServices.AsyncStateMachineAttribute)))
        {
            throw new LocalHostException($"{place}: nobody can wait for an 'async void' function; return Task.");
        }
    }

    private static IReadOnlyList<FunctionOutput> Outputs(MethodInfo method, string place)
    {
        var outputs = new List<FunctionOutput>();
        foreach (var attribute in method.GetCustomAttributes<OutputBindingAttribute>())
        {
            outputs.Add(new FunctionOutput(Known(attribute, place), Property: null));
        }

        foreach (var property in ResultReader.ResultType(method).GetProperties())
        {
            foreach (var attribute in property.GetCustomAttributes<OutputBindingAttribute>().Where(a => a is not HttpResultAttribute))
            {
                outputs.Add(new FunctionOutput(Known(attribute, $"{place}, {property.DeclaringType?.Name}.{property.Name}"), property));
            }
        }

        return outputs;
    }

    private static SignalROutputAttribute Known(OutputBindingAttribute attribute, string place)
        => attribute switch
        {
            SignalROutputAttribute { HubName: { Length: > 0 } } signalR => signalR,
            SignalROutputAttribute => throw new LocalHostException($"{place}: [SignalROutput] needs a HubName."),
            _ => throw new LocalHostException($"{place}: this host does not know the output binding {attribute.GetType().Name}."),
        };

    private static T? Binding<T>(ParameterInfo parameter)
        where T : BindingAttribute
        => parameter.GetCustomAttributes<T>().FirstOrDefault();

    private static IEnumerable<string> Doubles(IEnumerable<FunctionMethod> functions, Func<FunctionMethod, string> name, string what)
        => functions.GroupBy(name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .Select(group => $"there are {group.Count()} {what} '{group.Key}': "
                + $"{string.Join(", ", group.Select(function => function.Place))}. "
                + "Names must differ by more than case.");

    // OpenTelemetry's libraries have no functions either, and an app may want them loaded only where it sends telemetry.
    private static bool IsFramework(AssemblyName name)
        => name.Name is null or "mscorlib" or "netstandard" or "System"
            || name.Name.StartsWith("System.", StringComparison.Ordinal)
            || name.Name.StartsWith("Microsoft.", StringComparison.Ordinal)
            || name.Name.StartsWith("OpenTelemetry", StringComparison.Ordinal);

    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            // A reference that is not there at run time (a build-only package, say) holds no functions.
            return null;
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
