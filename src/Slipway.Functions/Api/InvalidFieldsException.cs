namespace Slipway.Functions.Api;

/// <summary>A request's fields cannot be taken as they are.</summary>
internal sealed class InvalidFieldsException(IReadOnlyDictionary<string, string[]> errors, Exception? innerException = null)
    : Exception("The request has fields that cannot be taken as they are.", innerException)
{
    public InvalidFieldsException(string field, string error, Exception? innerException = null)
        : this(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [error] }, innerException)
    {
    }

    /// <summary>What is wrong, by field.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;
}
