using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Lets a connection or a user join or leave a group.</summary>
public sealed class SignalRGroupAction
{
    /// <summary>Makes the action.</summary>
    public SignalRGroupAction(SignalRGroupActionType actionType)
    {
        Action = actionType;
    }

    /// <summary>This connection.</summary>
    public string? ConnectionId { get; set; }

    /// <summary>This user's connections.</summary>
    public string? UserId { get; set; }

    /// <summary>The group.</summary>
    public string? GroupName { get; set; }

    /// <summary>What happens; a word in JSON.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<SignalRGroupActionType>))]
    public SignalRGroupActionType Action { get; set; }

    /// <summary>Through these services; not used by this host.</summary>
    public SignalREndpoint[]? Endpoints { get; set; }
}
