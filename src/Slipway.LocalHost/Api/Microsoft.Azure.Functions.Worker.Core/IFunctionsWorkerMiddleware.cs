namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Stands between the host and a function.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Runs around an invocation.</summary>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
