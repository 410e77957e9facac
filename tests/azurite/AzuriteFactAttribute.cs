namespace Slipway.Tests.Azurite;

/// <summary>A test that needs Node.js and Azurite, which <c>test.sh</c> sets up.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute()
    {
        if (Folder is null)
        {
            Skip = "Needs Node.js and Azurite: run ./test.sh, which sets them up.";
        }
    }

    public static string? Folder => Environment.GetEnvironmentVariable("SLIPWAY_AZURITE");
}
