using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.SignalR;

namespace Slipway.LocalHost.Hosting.Functions;

/// <summary>
/// Runs one function: a scope of services, the middleware, the method with its bound parameters, its outputs. Orchestrators run here too,
/// so nothing on their way leaves the scheduler it is on: no ConfigureAwait(false) in this file.
/// </summary>
internal sealed class FunctionRunner
{
    private readonly IServiceScopeFactory _scopes;
    private readonly ILogger _logger;
    private readonly LiveSender _live;
    private readonly FunctionDefinition _definition;
    private readonly IReadOnlyList<ParameterBinder.Bind> _parameters;
    private readonly MethodInvoker _method;
    private readonly ObjectFactory? _factory;
    private readonly Func<object?, Task<object?>> _readResult;
    private readonly FunctionExecutionDelegate _pipeline;

    public FunctionRunner(
        FunctionMethod function,
        IReadOnlyList<ParameterBinder.Bind> parameters,
        IEnumerable<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware,
        IServiceProvider services)
    {
        Function = function;
        _scopes = services.GetRequiredService<IServiceScopeFactory>();
        _logger = services.GetRequiredService<ILogger<FunctionRunner>>();
        _live = services.GetRequiredService<LiveSender>();
        _definition = new MethodDefinition(function);
        _parameters = parameters;
        _method = MethodInvoker.Create(function.Method);
        _factory = function.Method.IsStatic ? null : ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, []);
        _readResult = ResultReader.For(function.Method);
        _pipeline = middleware.Reverse().Aggregate((FunctionExecutionDelegate)ExecuteAsync, (next, use) => use(next));
    }

    /// <summary>What it runs.</summary>
    public FunctionMethod Function { get; }

    /// <summary>Runs the function and sends its outputs; gives what is for the caller.</summary>
    /// <param name="create">Makes the invocation from its services.</param>
    public async Task<object?> RunAsync(Func<FunctionDefinition, IServiceProvider, InvocationContext> create)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var invocation = create(_definition, scope.ServiceProvider);
        await _pipeline(invocation);
        return await SendOutputsAsync(invocation);
    }

    /// <summary>Runs an orchestrator's turn: the same, but it waits for nothing that the orchestration did not ask for.</summary>
    public async Task<object?> RunTurnAsync(Func<FunctionDefinition, IServiceProvider, InvocationContext> create)
    {
        var scope = _scopes.CreateAsyncScope();
        try
        {
            var invocation = create(_definition, scope.ServiceProvider);
            await _pipeline(invocation);
            return invocation.Result;
        }
        finally
        {
            DetachedDisposal.Start(scope, _logger);
        }
    }

    private async Task ExecuteAsync(FunctionContext context)
    {
        var invocation = (InvocationContext)context;
        var arguments = new object?[_parameters.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _parameters[i](invocation);
        }

        var instance = _factory?.Invoke(invocation.InstanceServices, null);
        try
        {
            invocation.Result = await _readResult(_method.Invoke(instance, arguments.AsSpan()));
        }
        finally
        {
            (instance as IDisposable)?.Dispose();
        }
    }

    // What is bound to an output is sent there and nowhere else, as on the real host: the caller gets null, or the part that is HTTP's.
    private async Task<object?> SendOutputsAsync(InvocationContext invocation)
    {
        if (Function.Outputs.Count == 0)
        {
            return invocation.Result;
        }

        foreach (var output in Function.Outputs)
        {
            var value = output.Property is null ? invocation.Result
                : invocation.Result is null ? null
                : output.Property.GetValue(invocation.Result);
            await _live.SendAsync(output.Attribute.HubName!, value, invocation.CancellationToken);
        }

        return Function.Kind == FunctionKind.Http && Function.Outputs.All(output => output.Property is not null) ? invocation.Result : null;
    }
}
