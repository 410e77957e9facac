namespace Slipway.Functions.Access;

/// <summary>A role of the user's own.</summary>
public sealed class RoleOptions
{
    /// <summary>What it allows: permissions such as <c>workflow:create</c>, or patterns such as <c>workflow:*</c>. At least one.</summary>
    public IList<string> Permissions { get; } = [];

    /// <summary>Patterns of definitions that it is limited to, such as <c>hotfix_*</c>. Default none: it is not limited.</summary>
    public IList<string> Definitions { get; } = [];

    /// <summary>Patterns of absolute paths of repositories that it is limited to, such as <c>/srv/shop/*</c>. Default none: it is not
    /// limited.</summary>
    public IList<string> Repositories { get; } = [];
}
