using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Hosting;
using Slipway.LocalHost.Hosting;
using Slipway.LocalHost.Hosting.Functions;

namespace Slipway.LocalHost.Http;

/// <summary>Puts the HTTP functions at their routes: key, invocation, answer.</summary>
internal sealed class HttpFunctions(HostState state, IHostApplicationLifetime lifetime)
{
    /// <summary>A body of so many bytes at most comes in one piece as a rule.</summary>
    private const int SmallBody = 4 * 1024;

    private static readonly string[] ReservedSegments = ["runtime", "admin", "client"];

    /// <exception cref="LocalHostException">A route is wrong, or two functions claim the same.</exception>
    public void Map(IEndpointRouteBuilder routes, string prefix, IEnumerable<FunctionRunner> runners)
    {
        var claimed = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var runner in runners.Where(runner => runner.Function.Kind == FunctionKind.Http))
        {
            var trigger = (HttpTriggerAttribute)runner.Function.Trigger;
            var route = $"/{prefix}/{(trigger.Route ?? runner.Function.Name).Trim('/')}".Replace("//", "/", StringComparison.Ordinal);
            var methods = trigger.Methods is { Length: > 0 } some ? some.Select(method => method.ToUpperInvariant()).ToArray() : null;
            var pattern = Parse(route, runner.Function);
            Claim(claimed, pattern, methods, runner.Function);
            RequestDelegate handle = context => HandleAsync(context, runner, trigger.AuthLevel);
            var endpoint = methods is null ? routes.Map(pattern, handle) : routes.MapMethods(route, methods, handle);
            endpoint.WithDisplayName(runner.Function.Name);
        }
    }

    private async Task HandleAsync(HttpContext context, FunctionRunner runner, AuthorizationLevel level)
    {
        if (!KeyCheck.IsAllowed(context.Request, level, state.Keys))
        {
            await Problems.UnauthorizedAsync(context).ConfigureAwait(false);
            return;
        }

        if (!HasWholeBody(context.Request))
        {
            // The thread brings the bytes too: code of the app that blocks until they have come must not do so on it.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var result = await runner.RunAsync((definition, services) =>
            new InvocationContext(runner.Function, definition, services, stopping.Token)
            {
                Http = context,
                Values = Values(context.Request),
            })
            .ConfigureAwait(false);
        if (!context.Response.HasStarted)
        {
            await AnswerAsync(context, runner.Function.Outputs.Count == 0 ? result : Answer(result)).ConfigureAwait(false);
        }
    }

    private static bool HasWholeBody(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return true;
        }

        if (request.ContentLength is not <= SmallBody || !request.BodyReader.TryRead(out var read))
        {
            return false;
        }

        request.BodyReader.AdvanceTo(read.Buffer.Start);
        return read.Buffer.Length >= request.ContentLength;
    }

    private static Dictionary<string, object?> Values(HttpRequest request)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.Query)
        {
            values[name] = value.ToString();
        }

        foreach (var (name, value) in request.RouteValues)
        {
            values[name] = value;
        }

        return values;
    }

    private static async Task AnswerAsync(HttpContext context, object? result)
    {
        switch (result)
        {
            case null:
                break;
            case HttpResponseData answer:
                await AspNetResponseData.SendAsync(answer, context.Response).ConfigureAwait(false);
                break;
            case IResult answer:
                await answer.ExecuteAsync(context).ConfigureAwait(false);
                break;
            case IActionResult answer:
                await answer.ExecuteResultAsync(Action(context)).ConfigureAwait(false);
                break;
            case string text:
                context.Response.ContentType ??= "text/plain; charset=utf-8";
                await context.Response.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
                break;
            default:
                await new ObjectResult(result).ExecuteResultAsync(Action(context)).ConfigureAwait(false);
                break;
        }
    }

    private static ActionContext Action(HttpContext context) => new(context, context.GetRouteData(), new ActionDescriptor());

    // Of a result whose properties go to several places: the part that is the answer.
    private static object? Answer(object? result)
        => result?.GetType().GetProperties()
            .FirstOrDefault(property => property.IsDefined(typeof(HttpResultAttribute))
                || typeof(HttpResponseData).IsAssignableFrom(property.PropertyType)
                || typeof(IResult).IsAssignableFrom(property.PropertyType)
                || typeof(IActionResult).IsAssignableFrom(property.PropertyType))
            ?.GetValue(result);

    private static RoutePattern Parse(string route, FunctionMethod function)
    {
        RoutePattern pattern;
        try
        {
            pattern = RoutePatternFactory.Parse(route);
        }
        catch (RoutePatternException exception)
        {
            throw new LocalHostException($"{function.Place}: the route '{route}' is wrong: {exception.Message}", exception);
        }

        return pattern.PathSegments is [{ Parts: [RoutePatternLiteralPart first] }, ..]
            && ReservedSegments.Contains(first.Content, StringComparer.OrdinalIgnoreCase)
                ? throw new LocalHostException(
                    $"{function.Place}: the route '{route}' is the host's own; choose one that does not start so.")
                : pattern;
    }

    private static void Claim(Dictionary<string, string> claimed, RoutePattern pattern, string[]? methods, FunctionMethod function)
    {
        // Parameters differ by name only: {id} and {name} are the same route.
        var shape = string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Shape))));
        foreach (var method in methods ?? ["any method"])
        {
            if (!claimed.TryAdd($"{method} /{shape}", function.Place))
            {
                throw new LocalHostException(
                    $"{function.Place} and {claimed[$"{method} /{shape}"]} have the same route: {method} {pattern.RawText}.");
            }
        }
    }

    private static string Shape(RoutePatternPart part)
        => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart { IsCatchAll: true } => "{*}",
            RoutePatternParameterPart parameter => $"{{{string.Join(':', parameter.ParameterPolicies.Select(policy => policy.Content))}}}",
            _ => string.Empty,
        };
}
