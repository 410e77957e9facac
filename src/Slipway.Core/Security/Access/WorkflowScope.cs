namespace Slipway.Core.Security.Access;

/// <summary>What the limits of a role are held against.</summary>
/// <param name="Definition">The id of the definition that a workflow runs, or <see cref="Lifecycle"/>; <see langword="null"/> for one that
/// a request brings itself, which no pattern fits.</param>
/// <param name="Repository">Absolute path of the repository; <see langword="null"/> for none, which no pattern fits either.</param>
public readonly record struct WorkflowScope(string? Definition, string? Repository)
{
    /// <summary>What stands for a definition where a workflow is the lifecycle.</summary>
    public const string Lifecycle = "lifecycle";

    /// <inheritdoc/>
    public override string ToString() => (Definition is null ? "what the request brings itself" : $"'{Sanitiser.Line(Definition, 100)}'")
        + (Repository is null ? " without a repository" : $" on {Sanitiser.Line(Repository)}");
}
