namespace Slipway.Functions.Entities;

/// <summary>One use of a limit.</summary>
/// <param name="By">The process.</param>
/// <param name="Use">When it is used.</param>
/// <param name="KeptFor">For how long that matters.</param>
public sealed record UsageNote(string By, DateTimeOffset Use, TimeSpan KeptFor);
