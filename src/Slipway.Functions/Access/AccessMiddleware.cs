using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Slipway.Core;
using Slipway.Functions.Api;

namespace Slipway.Functions.Access;

/// <summary>Stands before every function that a request calls: 401 for somebody who is not known, 403 for what they may not do at all.
/// </summary>
internal sealed partial class AccessMiddleware(AccessBook book, ILogger<AccessMiddleware> logger) : IFunctionsWorkerMiddleware
{
    private const string HttpTrigger = "httpTrigger";

    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        book.IsOn && IsCalledByRequest(context.FunctionDefinition) ? CheckAsync(context, next) : next(context);

    private static bool IsCalledByRequest(FunctionDefinition function) =>
        function.InputBindings.Values.Any(binding => binding.Type.Equals(HttpTrigger, StringComparison.OrdinalIgnoreCase));

    private async Task CheckAsync(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext() ?? throw new InvalidOperationException("A request reached its function without ASP.NET Core.");
        var function = context.FunctionDefinition.Name;
        if (!FunctionPermissions.All.TryGetValue(function, out var permission))
        {
            throw new InvalidOperationException($"{function} is not in the table of permissions, and so for nobody.");
        }

        if (permission != FunctionPermissions.None && Refusal(http, function, permission) is { } refusal)
        {
            await refusal.ExecuteAsync(http);
            return;
        }

        await next(context);
    }

    private IResult? Refusal(HttpContext http, string function, string permission)
    {
        if (book.Identify(http.Request.Headers, out var whyNot) is not { } caller)
        {
            LogUnknown(function, whyNot);
            http.Response.Headers.WWWAuthenticate = StringValues.IsNullOrEmpty(http.Request.Headers.Authorization)
                ? "Bearer"
                : "Bearer error=\"invalid_token\"";
            return Problems.Of(StatusCodes.Status401Unauthorized, ErrorCodes.NotSignedIn, whyNot);
        }

        var access = new RequestAccess(caller, permission, book.Roles, reason => LogRefused(function, reason));
        http.Features.Set(access);
        return access.WhyNotAtAll() is { } refused ? Problems.Of(refused) : null;
    }

    [LoggerMessage(LogLevel.Warning, "{Function} was refused, to somebody unknown: {Reason}")]
    private partial void LogUnknown(string function, string reason);

    [LoggerMessage(LogLevel.Warning, "{Function} was refused: {Reason}")]
    private partial void LogRefused(string function, string reason);
}
