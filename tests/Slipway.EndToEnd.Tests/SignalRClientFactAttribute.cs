namespace Slipway.EndToEnd.Tests;

/// <summary>A test that needs Node.js and the JavaScript SignalR client, which <c>test.sh</c> sets up.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SignalRClientFactAttribute : FactAttribute
{
    public SignalRClientFactAttribute()
    {
        if (Folder is null)
        {
            Skip = "Needs Node.js and the JavaScript SignalR client: run ./test.sh, which sets them up.";
        }
    }

    public static string? Folder => Environment.GetEnvironmentVariable("SLIPWAY_SIGNALR_CLIENT");
}
