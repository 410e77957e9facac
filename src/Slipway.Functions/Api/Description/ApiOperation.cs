namespace Slipway.Functions.Api.Description;

/// <summary>What a function of the API does, for its description. Address, methods and key are those of its trigger.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Tag">What it is about.</param>
/// <param name="Summary">A sentence about what it does.</param>
internal sealed record ApiOperation(string Function, string Tag, string Summary)
{
    /// <summary>The body that it takes, when it takes one.</summary>
    public ApiContent? Body { get; init; }

    /// <summary>Parameters of its query, each with what it means.</summary>
    public IReadOnlyList<(string Name, string Meaning)> Query { get; init; } = [];

    /// <summary>Its own headers.</summary>
    public IReadOnlyList<(string Name, string Meaning)> Headers { get; init; } = [];

    /// <summary>What it answers when it does what it was asked, by status code.</summary>
    public required IReadOnlyList<(int Status, ApiContent? Content)> Answers { get; init; }

    /// <summary>The status codes of its refusals, besides those that any request may get.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];
}
