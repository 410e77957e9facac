namespace Slipway.Core.Security.Access;

/// <summary>Somebody who is known, and what they may do.</summary>
/// <param name="Name">The name that histories and approvals know them by.</param>
/// <param name="Roles">Their roles.</param>
public sealed record Caller(string Name, IReadOnlyList<Role> Roles)
{
    /// <summary>Whether they may do something at all, be it with few workflows.</summary>
    public bool May(string permission) => Roles.Any(role => role.Has(permission));

    /// <summary>Whether they may do something with a workflow.</summary>
    public bool May(string permission, WorkflowScope workflow) => Roles.Any(role => role.Has(permission) && role.Covers(workflow));

    /// <summary>Whether they may do something with a definition; limits to repositories have no say in that.</summary>
    public bool MayWithDefinition(string permission, string id) => Roles.Any(role => role.Has(permission) && role.CoversDefinition(id));

    /// <summary>Whether they may do something with every workflow and definition.</summary>
    public bool MayEverywhere(string permission) => Roles.Any(role => role.Has(permission) && !role.IsLimited);

    /// <summary>Their name with their roles, for people.</summary>
    public override string ToString() =>
        $"{Name} ({(Roles.Count == 0 ? "no role" : string.Join(", ", Roles.Select(role => role.Name)))})";
}
