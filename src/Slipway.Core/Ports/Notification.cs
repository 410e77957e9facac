using System.Text.Json;

namespace Slipway.Core.Ports;

/// <summary>Something to tell.</summary>
/// <param name="Id">Identifies it, as <c>{workflow}/{step}</c>: the same one again is the same notification.</param>
/// <param name="Target">A name of the configuration, <c>Slipway:Notifiers:NAME</c>.</param>
/// <param name="Text">What people read, at most 4,000 characters are sent.</param>
/// <param name="Data">What programs read; sent to targets of the kind <c>http</c> only. At most 256 KiB.</param>
public sealed record Notification(string Id, string Target, string Text, JsonElement? Data = null);
