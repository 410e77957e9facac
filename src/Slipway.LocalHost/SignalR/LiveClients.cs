using Microsoft.AspNetCore.SignalR;

namespace Slipway.LocalHost.SignalR;

/// <summary>The clients of one hub, of which all share one ASP.NET Core hub: see <see cref="LiveGroups"/>.</summary>
internal sealed class LiveClients(string hub, IHubClients clients, LiveGroups groups) : IHubClients
{
    /// <inheritdoc/>
    public IClientProxy All => clients.Group(LiveGroups.All(hub));

    /// <inheritdoc/>
    public IClientProxy AllExcept(IReadOnlyList<string> excludedConnectionIds) =>
        clients.GroupExcept(LiveGroups.All(hub), excludedConnectionIds);

    /// <inheritdoc/>
    public IClientProxy Client(string connectionId) => Clients([connectionId]);

    /// <inheritdoc/>
    public IClientProxy Clients(IReadOnlyList<string> connectionIds) =>
        clients.Clients([.. connectionIds.Where(id => groups.Has(hub, id))]);

    /// <inheritdoc/>
    public IClientProxy Group(string groupName) => clients.Group(LiveGroups.Group(hub, groupName));

    /// <inheritdoc/>
    public IClientProxy GroupExcept(string groupName, IReadOnlyList<string> excludedConnectionIds) =>
        clients.GroupExcept(LiveGroups.Group(hub, groupName), excludedConnectionIds);

    /// <inheritdoc/>
    public IClientProxy Groups(IReadOnlyList<string> groupNames) =>
        clients.Groups([.. groupNames.Select(name => LiveGroups.Group(hub, name))]);

    /// <inheritdoc/>
    public IClientProxy User(string userId) => clients.Group(LiveGroups.User(hub, userId));

    /// <inheritdoc/>
    public IClientProxy Users(IReadOnlyList<string> userIds) => clients.Groups([.. userIds.Select(user => LiveGroups.User(hub, user))]);
}
