namespace Microsoft.Azure.Functions.Worker;

/// <summary>A message to clients: to a connection, else to a user, else to a group, else to all.</summary>
public sealed class SignalRMessageAction
{
    /// <summary>A message without arguments yet; set <see cref="Arguments"/>, or it is refused.</summary>
    public SignalRMessageAction(string target)
    {
        Target = target;
    }

    /// <summary>A message with arguments.</summary>
    public SignalRMessageAction(string target, object[]? arguments)
    {
        Target = target;
        Arguments = arguments;
    }

    /// <summary>To this connection.</summary>
    public string? ConnectionId { get; set; }

    /// <summary>To this user's connections.</summary>
    public string? UserId { get; set; }

    /// <summary>To this group's connections.</summary>
    public string? GroupName { get; set; }

    /// <summary>The client's method.</summary>
    public string Target { get; }

    /// <summary>Its arguments.</summary>
    public object[]? Arguments { get; set; }

    /// <summary>Through these services; not used by this host.</summary>
    public SignalREndpoint[]? Endpoints { get; set; }
}
