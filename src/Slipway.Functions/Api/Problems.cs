using Microsoft.AspNetCore.Http;
using Slipway.Core;
using Slipway.Core.Policies;

namespace Slipway.Functions.Api;

/// <summary>Errors as RFC 9457 problem details, each with its stable code.</summary>
internal static class Problems
{
    public static IResult Of(int status, string code, string detail) => Results.Problem(
        detail: detail, statusCode: status, type: TypeOf(code), extensions: new Dictionary<string, object?> { ["code"] = code });

    public static IResult Of(SlipwayException exception) => Of(StatusOf(exception), exception.Code, exception.Message);

    public static IResult Invalid(IReadOnlyDictionary<string, string[]> errors) => Results.Problem(
        detail: string.Join(" ", errors.SelectMany(field => field.Value.Select(error => $"{field.Key} {error}"))),
        statusCode: StatusCodes.Status400BadRequest,
        type: TypeOf(ErrorCodes.InvalidRequest),
        extensions: new Dictionary<string, object?> { ["code"] = ErrorCodes.InvalidRequest, ["errors"] = errors });

    public static IResult Of(InvalidFieldsException exception) => Invalid(exception.Errors);

    public static IResult NotFound(string id) => Of(
        StatusCodes.Status404NotFound, ErrorCodes.WorkflowNotFound,
        $"There is no workflow '{Core.Security.Sanitiser.Line(id, 60)}'. GET /api/workflows lists them.");

    private static int StatusOf(SlipwayException exception) => exception.Code switch
    {
        ErrorCodes.TransitionRefused or ErrorCodes.IdempotencyConflict or ErrorCodes.MergeRefused or ErrorCodes.MergeConflict
            => StatusCodes.Status409Conflict,
        ErrorCodes.WorkflowNotFound => StatusCodes.Status404NotFound,
        ErrorCodes.SignatureRefused => StatusCodes.Status401Unauthorized,
        ErrorCodes.TooManyWorkflows => StatusCodes.Status429TooManyRequests,
        ErrorCodes.StorageFailed => StatusCodes.Status507InsufficientStorage,
        _ => exception.Category == ErrorCategory.Configuration ? StatusCodes.Status400BadRequest : StatusCodes.Status500InternalServerError,
    };

    private static string TypeOf(string code) => $"urn:slipway:error:{code}";
}
