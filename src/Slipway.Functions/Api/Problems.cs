using Microsoft.AspNetCore.Http;
using Slipway.Core;
using Slipway.Core.Policies;

namespace Slipway.Functions.Api;

/// <summary>Errors as RFC 9457 problem details, each with its stable code.</summary>
internal static class Problems
{
    public static IResult Of(int status, string code, string detail) => Results.Problem(
        detail: detail, statusCode: status, type: TypeOf(code), extensions: new Dictionary<string, object?> { ["code"] = code });

    /// <summary>The problem that an exception stands for; <see langword="null"/> for one that nobody expects.</summary>
    public static IResult? Of(Exception exception) => exception switch
    {
        InvalidFieldsException invalid => Invalid(invalid.Errors),
        SlipwayException refused => Of(StatusOf(refused), refused.Code, refused.Message),
        BadHttpRequestException unsuitable => Of(unsuitable.StatusCode, ErrorCodes.InvalidRequest, unsuitable.Message),
        _ => null,
    };

    public static IResult NotFound(string id) => Of(
        StatusCodes.Status404NotFound, ErrorCodes.WorkflowNotFound,
        $"There is no workflow '{Core.Security.Sanitiser.Line(id, 60)}'. GET /api/workflows lists them.");

    private static IResult Invalid(IReadOnlyDictionary<string, string[]> errors) => Results.Problem(
        detail: string.Join(" ", errors.SelectMany(field => field.Value.Select(error => $"{field.Key} {error}"))),
        statusCode: StatusCodes.Status400BadRequest,
        type: TypeOf(ErrorCodes.InvalidRequest),
        extensions: new Dictionary<string, object?> { ["code"] = ErrorCodes.InvalidRequest, ["errors"] = errors });

    private static int StatusOf(SlipwayException exception) => exception.Code switch
    {
        ErrorCodes.TransitionRefused or ErrorCodes.IdempotencyConflict or ErrorCodes.MergeRefused or ErrorCodes.MergeConflict
            or ErrorCodes.DefinitionTaken => StatusCodes.Status409Conflict,
        ErrorCodes.DefinitionChanged => StatusCodes.Status412PreconditionFailed,
        ErrorCodes.WorkflowNotFound => StatusCodes.Status404NotFound,
        ErrorCodes.SignatureRefused or ErrorCodes.NotSignedIn => StatusCodes.Status401Unauthorized,
        ErrorCodes.NotAllowed => StatusCodes.Status403Forbidden,
        ErrorCodes.TooManyWorkflows => StatusCodes.Status429TooManyRequests,
        ErrorCodes.StorageFailed => StatusCodes.Status507InsufficientStorage,
        _ => exception.Category == ErrorCategory.Configuration ? StatusCodes.Status400BadRequest : StatusCodes.Status500InternalServerError,
    };

    public static string TypeOf(string code) => $"urn:slipway:error:{code}";
}
