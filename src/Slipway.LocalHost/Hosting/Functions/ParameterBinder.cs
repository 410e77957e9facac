using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Hosting.Tasks;
using Slipway.LocalHost.Http;
using Slipway.LocalHost.SignalR;

namespace Slipway.LocalHost.Hosting.Functions;

/// <summary>Says, once at start-up, how each parameter of a function gets its value.</summary>
internal sealed class ParameterBinder(Func<DurableTaskClient> client, LiveConnectionInfo connectionInfo, JsonSerializerOptions json)
{
    /// <summary>The value of one parameter in one invocation.</summary>
    internal delegate object? Bind(InvocationContext invocation);

    /// <summary>The bindings of a function's parameters, in order.</summary>
    /// <exception cref="LocalHostException">A parameter cannot be bound; the message says what could.</exception>
    public IReadOnlyList<Bind> For(FunctionMethod function)
        => [.. function.Method.GetParameters().Select(parameter => For(function, parameter))];

    private Bind For(FunctionMethod function, ParameterInfo parameter)
    {
        // Not by reference: read for the first time by two threads, a method has two sets of parameters.
        if (parameter.Position == function.TriggerParameter.Position)
        {
            return Trigger(function, parameter);
        }

        if (parameter.GetCustomAttribute<BindingAttribute>() is { } attribute)
        {
            return Input(function, parameter, attribute);
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return invocation => invocation.CancellationToken;
        }

        if (parameter.ParameterType == typeof(FunctionContext))
        {
            return invocation => invocation;
        }

        return function.Kind switch
        {
            FunctionKind.Http => OfRequest(function, parameter),
            FunctionKind.Orchestrator => OrchestrationInput(parameter.ParameterType),
            _ => Named(function, parameter),
        };
    }

    private Bind Trigger(FunctionMethod function, ParameterInfo parameter)
        => (function.Kind, parameter.ParameterType) switch
        {
            (FunctionKind.Activity, var type) => ActivityInput(function, type),
            (FunctionKind.Orchestrator, var type) when type == typeof(TaskOrchestrationContext) => invocation => invocation.Orchestration,
            (FunctionKind.Orchestrator, _) => throw Wrong(function, parameter, "[OrchestrationTrigger] goes on a TaskOrchestrationContext"),
            (FunctionKind.Entity, var type) when type == typeof(TaskEntityDispatcher) => invocation => invocation.Entity,
            (FunctionKind.Entity, _) => throw Wrong(function, parameter, "[EntityTrigger] goes on a TaskEntityDispatcher"),
            (_, var type) when type == typeof(HttpRequestData) => RequestData,
            (_, var type) when type == typeof(HttpRequest) => invocation => invocation.Http!.Request,
            (_, var type) when type == typeof(HttpContext) => invocation => invocation.Http,
            _ => throw Wrong(
                function, parameter, "[HttpTrigger] goes on an HttpRequestData, or on ASP.NET Core's HttpRequest or HttpContext"),
        };

    private static HttpRequestData? RequestData(InvocationContext invocation)
    {
        var request = new AspNetRequestData(invocation.Http!.Request, invocation);
        invocation.Features.Set<HttpRequestData>(request);
        return request;
    }

    private Bind Input(FunctionMethod function, ParameterInfo parameter, BindingAttribute attribute)
    {
        var type = parameter.ParameterType;
        return attribute switch
        {
            _ when function.Kind == FunctionKind.Orchestrator
                => throw Wrong(function, parameter, "an orchestrator has no bindings beside its trigger; let an activity do it"),
            DurableClientAttribute when type == typeof(DurableTaskClient) => _ => client(),
            DurableClientAttribute => throw Wrong(function, parameter, "[DurableClient] goes on a DurableTaskClient"),
            SignalRConnectionInfoInputAttribute { HubName: null or "" }
                => throw Wrong(function, parameter, "[SignalRConnectionInfoInput] needs a HubName"),
            SignalRConnectionInfoInputAttribute info when type == typeof(string) => invocation => connectionInfo.Json(info, invocation),
            SignalRConnectionInfoInputAttribute info when type == typeof(SignalRConnectionInfo)
                => invocation => connectionInfo.Create(info, invocation),
            SignalRConnectionInfoInputAttribute
                => throw Wrong(function, parameter, "[SignalRConnectionInfoInput] goes on a string or a SignalRConnectionInfo"),
            _ => throw Wrong(function, parameter, $"this host does not know {attribute.GetType().Name}"),
        };
    }

    private Bind ActivityInput(FunctionMethod function, Type type)
        => invocation =>
        {
            if (invocation.ActivityInput is not { } input)
            {
                return type.IsValueType ? Activator.CreateInstance(type) : null;
            }

            try
            {
                return JsonSerializer.Deserialize(input, type, json);
            }
            catch (JsonException exception)
            {
                throw new JsonException(
                    $"The input of activity '{function.TaskName}' cannot be read as {type}: {exception.Message}", exception);
            }
        };

    private static Bind OrchestrationInput(Type type)
    {
        var read = InputReader.For(type);
        return invocation => read(invocation.Orchestration!);
    }

    private static Bind OfRequest(FunctionMethod function, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(HttpRequest))
        {
            return invocation => invocation.Http!.Request;
        }

        if (type == typeof(HttpContext))
        {
            return invocation => invocation.Http;
        }

        return type == typeof(System.Security.Claims.ClaimsPrincipal) ? invocation => invocation.Http!.User : Named(function, parameter);
    }

    private static Bind Named(FunctionMethod function, ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (type != typeof(string) && (!type.IsValueType || !TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string))))
        {
            throw Wrong(function, parameter, "a parameter without a binding is a route or query parameter (text, number, Guid, time), "
                + "CancellationToken or FunctionContext; services come by the constructor");
        }

        var name = parameter.Name!;
        var missing = parameter.HasDefaultValue ? parameter.DefaultValue
            : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null;
        return invocation => invocation.Values.TryGetValue(name, out var value) && value is not null ? Convert(name, value, type) : missing;
    }

    private static object? Convert(string name, object value, Type type)
    {
        if (type.IsInstanceOfType(value))
        {
            return value;
        }

        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value.ToString()!);
        }
        catch (Exception exception)
            when (exception is ArgumentException or FormatException or NotSupportedException or InvalidCastException)
        {
            throw new BadHttpRequestException($"'{name}' must be a value of type {type.Name}.", exception);
        }
    }

    private static LocalHostException Wrong(FunctionMethod function, ParameterInfo parameter, string rule)
        => new($"{function.Place}, parameter '{parameter.Name}' ({parameter.ParameterType.Name}): {rule}.");
}
