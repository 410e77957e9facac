using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Hands a function the address and the token with which a client connects to a hub.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SignalRConnectionInfoInputAttribute : InputBindingAttribute
{
    /// <summary>The service's connection setting; this host needs none.</summary>
    public string? ConnectionStringSetting { get; set; }

    /// <summary>The hub.</summary>
    public string? HubName { get; set; }

    /// <summary>The user the token names; it may hold <c>{headers.NAME}</c> or <c>{query.NAME}</c>. Null means none.</summary>
    public string? UserId { get; set; }

    /// <summary>A token of the caller whose claims are carried over; not used by this host.</summary>
    public string? IdToken { get; set; }

    /// <summary>The claims that are carried over; not used by this host.</summary>
    public string[]? ClaimTypeList { get; set; }
}
