namespace Slipway.Core.Security.Access;

/// <summary>What whoever has a role may do, and with which workflows. It only ever allows: of several roles, one is enough.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Permissions">Names of <see cref="Permission"/>, or patterns of them such as <c>workflow:*</c>.</param>
public sealed record Role(string Name, IReadOnlyList<string> Permissions)
{
    /// <summary>The roles that every host has.</summary>
    public static IReadOnlyList<Role> BuiltIn { get; } =
    [
        new("admin", ["*"]),
        new("operator", ["workflow:*", Permission.ReadDefinition, Permission.ReadHost]),
        new("viewer", [Permission.ReadWorkflow, Permission.ReadDefinition, Permission.ReadHost]),
    ];

    /// <summary>Patterns of the ids of definitions that it is limited to. Empty, the default: it is not.</summary>
    public IReadOnlyList<string> Definitions { get; init; } = [];

    /// <summary>Patterns of the absolute paths of repositories that it is limited to, with <c>/</c> between their parts; <c>*</c> stands
    /// for whole parts, too. Empty, the default: it is not.</summary>
    public IReadOnlyList<string> Repositories { get; init; } = [];

    /// <summary>Whether it is for certain workflows only.</summary>
    public bool IsLimited => Definitions.Count + Repositories.Count > 0;

    /// <summary>Whether it holds a permission.</summary>
    public bool Has(string permission) => Permissions.Any(pattern => NamePattern.Fits(pattern, permission));

    /// <summary>Whether it is for a workflow.</summary>
    public bool Covers(WorkflowScope workflow) => CoversDefinition(workflow.Definition)
        && (Repositories.Count == 0
            || (Normal(workflow.Repository) is { } path
                && Repositories.Any(pattern => NamePattern.Fits(pattern, path, ignoreCase: OperatingSystem.IsWindows()))));

    /// <summary>Whether it is for a definition.</summary>
    public bool CoversDefinition(string? id) =>
        Definitions.Count == 0 || (id is not null && Definitions.Any(pattern => NamePattern.Fits(pattern, id)));

    /// <summary>A path as patterns know it: without <c>..</c>, doubled or last separators, which would lead round them.</summary>
    private static string? Normal(string? path) => Path.IsPathFullyQualified(path ?? "")
        ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path!)).Replace(Path.DirectorySeparatorChar, '/')
        : null;
}
