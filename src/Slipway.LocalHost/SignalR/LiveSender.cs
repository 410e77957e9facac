using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.LocalHost.Hosting;

namespace Slipway.LocalHost.SignalR;

/// <summary>Sends what output bindings got. Scope: the connection, else the user, else the group, else everybody of the hub.</summary>
internal sealed class LiveSender(
    IHubContext<LiveHub> context,
    LiveGroups groups,
    IOptions<JsonSerializerOptions> json,
    TimeProvider time,
    ILogger<LiveSender> logger)
{
    // A client that takes nothing for so long is cut off by SignalR itself a little later; meanwhile nobody waits for it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Sends a result to a hub's clients, in order.</summary>
    /// <exception cref="InvalidOperationException">The result is no message.</exception>
    public async Task SendAsync(string hubName, object? value, CancellationToken cancellationToken)
    {
        var hub = hubName.ToLowerInvariant();
        foreach (var message in LiveMessage.Read(value, json.Value))
        {
            if (message.Target is null)
            {
                await ChangeGroupAsync(hub, message, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await SendAsync(hub, message, message.Target, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task SendAsync(string hub, LiveMessage message, string target, CancellationToken cancellationToken)
    {
        if (Receivers(hub, message) is not { } receivers)
        {
            return;
        }

        object?[] arguments = [.. message.Arguments!.Select(argument => (object?)argument)];
        try
        {
            await receivers.SendCoreAsync(target, arguments, cancellationToken)
                .WaitAsync(Patience, time, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            HostLog.SlowClients(logger, target, hub, Patience.TotalSeconds);
        }
    }

    private IClientProxy? Receivers(string hub, LiveMessage message)
        => message switch
        {
            { ConnectionId: { Length: > 0 } id } => groups.Has(hub, id) ? context.Clients.Client(id) : null,
            { UserId: { Length: > 0 } user } => context.Clients.Group(LiveGroups.User(hub, user)),
            { GroupName: { Length: > 0 } group } => context.Clients.Group(LiveGroups.Group(hub, group)),
            _ => context.Clients.Group(LiveGroups.All(hub)),
        };

    private async Task ChangeGroupAsync(string hub, LiveMessage message, CancellationToken cancellationToken)
    {
        var action = Action(message.Action);
        var group = message.GroupName is { Length: > 0 } name ? LiveGroups.Group(hub, name) : null;
        if (group is null && action != SignalRGroupActionType.RemoveAll)
        {
            throw new InvalidOperationException($"A SignalR group action '{action}' needs a GroupName.");
        }

        var (left, connections) = message switch
        {
            { ConnectionId: { Length: > 0 } id } when !groups.Has(hub, id) => ([], []),
            { ConnectionId: { Length: > 0 } id } => OfConnection(id, group, action),
            { UserId: { Length: > 0 } user } => OfUser(hub, user, group, action),
            _ => throw new InvalidOperationException("A SignalR group action needs a ConnectionId or a UserId."),
        };
        foreach (var connection in connections)
        {
            foreach (var one in left)
            {
                await (action == SignalRGroupActionType.Add
                    ? context.Groups.AddToGroupAsync(connection, one, cancellationToken)
                    : context.Groups.RemoveFromGroupAsync(connection, one, cancellationToken)).ConfigureAwait(false);
            }
        }
    }

    private (IReadOnlyList<string> Groups, IReadOnlyList<string> Connections) OfConnection(
        string connectionId, string? group, SignalRGroupActionType action)
    {
        if (action != SignalRGroupActionType.Add)
        {
            return (groups.RemoveConnection(connectionId, action == SignalRGroupActionType.Remove ? group : null), [connectionId]);
        }

        groups.AddConnection(connectionId, group!);
        return ([group!], [connectionId]);
    }

    private (IReadOnlyList<string> Groups, IReadOnlyList<string> Connections) OfUser(
        string hub, string user, string? group, SignalRGroupActionType action)
        => action == SignalRGroupActionType.Add
            ? ([group!], groups.AddUser(hub, user, group!))
            : groups.RemoveUser(hub, user, action == SignalRGroupActionType.Remove ? group : null);

    private static SignalRGroupActionType Action(JsonElement action)
        => Enum.TryParse<SignalRGroupActionType>(action.ToString(), ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new InvalidOperationException($"'{action}' is no SignalR group action; there are Add, Remove and RemoveAll.");
}
