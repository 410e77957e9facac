namespace Slipway.LocalHost.SignalR;

/// <summary>
/// Who is connected, and who belongs to which group. All hub names share one ASP.NET Core hub, so each scope is a group of it: everybody
/// of a hub, a user's connections, a named group. A user's groups outlive its connections, as with the real service. Thread-safe.
/// </summary>
internal sealed class LiveGroups
{
    /// <summary>How many groups the users of all hubs may be in together.</summary>
    internal const int MaxUserGroups = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Connection> _connections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _userGroups = new(StringComparer.Ordinal);
    private int _userGroupCount;

    public static string All(string hub) => $"{hub}/all";

    public static string User(string hub, string user) => $"{hub}/user/{user}";

    public static string Group(string hub, string group) => $"{hub}/group/{group}";

    /// <summary>Notes a connection and gives the groups it belongs to from the start.</summary>
    public IReadOnlyList<string> Connect(string hub, string? user, string connectionId)
    {
        lock (_lock)
        {
            var userKey = user is null ? null : User(hub, user);
            _connections[connectionId] = new Connection(hub, userKey, []);
            var inherited = userKey is not null && _userGroups.TryGetValue(userKey, out var groups) ? [.. groups] : Array.Empty<string>();
            return [All(hub), .. userKey is null ? Array.Empty<string>() : [userKey], .. inherited];
        }
    }

    /// <summary>Forgets a connection.</summary>
    public void Disconnect(string connectionId)
    {
        lock (_lock)
        {
            _connections.Remove(connectionId);
        }
    }

    /// <summary>Whether a connection is there and belongs to a hub.</summary>
    public bool Has(string hub, string connectionId)
    {
        lock (_lock)
        {
            return _connections.TryGetValue(connectionId, out var connection) && connection.Hub == hub;
        }
    }

    /// <summary>Lets a user join a group; gives the connections that join with it.</summary>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    public IReadOnlyList<string> AddUser(string hub, string user, string group)
    {
        lock (_lock)
        {
            var key = User(hub, user);
            if (!_userGroups.TryGetValue(key, out var groups))
            {
                _userGroups[key] = groups = new HashSet<string>(StringComparer.Ordinal);
            }

            if (!groups.Contains(group))
            {
                if (_userGroupCount >= MaxUserGroups)
                {
                    throw new InvalidOperationException($"Users are in {MaxUserGroups} SignalR groups, which is the most there may be.");
                }

                groups.Add(group);
                _userGroupCount++;
            }

            return ConnectionsOf(key);
        }
    }

    /// <summary>Lets a user leave a group, or all (null); gives the groups left and the connections that leave with it.</summary>
    public (IReadOnlyList<string> Groups, IReadOnlyList<string> Connections) RemoveUser(string hub, string user, string? group)
    {
        lock (_lock)
        {
            var key = User(hub, user);
            if (!_userGroups.TryGetValue(key, out var groups))
            {
                return (group is null ? [] : [group], ConnectionsOf(key));
            }

            IReadOnlyList<string> left = group is null ? [.. groups] : [group];
            _userGroupCount -= left.Count(groups.Remove);
            if (groups.Count == 0)
            {
                _userGroups.Remove(key);
            }

            return (left, ConnectionsOf(key));
        }
    }

    /// <summary>Notes that a connection joined a group by itself.</summary>
    public void AddConnection(string connectionId, string group)
    {
        lock (_lock)
        {
            if (_connections.TryGetValue(connectionId, out var connection))
            {
                connection.Groups.Add(group);
            }
        }
    }

    /// <summary>Notes that a connection left a group, or all it joined by itself (null); gives the groups left.</summary>
    public IReadOnlyList<string> RemoveConnection(string connectionId, string? group)
    {
        lock (_lock)
        {
            if (!_connections.TryGetValue(connectionId, out var connection))
            {
                return [];
            }

            IReadOnlyList<string> left = group is null ? [.. connection.Groups] : [group];
            connection.Groups.ExceptWith(left);
            return left;
        }
    }

    private List<string> ConnectionsOf(string userKey)
        => [.. _connections.Where(connection => connection.Value.User == userKey).Select(connection => connection.Key)];

    private sealed record Connection(string Hub, string? User, HashSet<string> Groups);
}
