namespace Slipway.Tests.Contracts;

/// <summary>A test that needs Node.js and GitHub's description of its webhooks, which <c>test.sh</c> sets up.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WebhookContractFactAttribute : FactAttribute
{
    public WebhookContractFactAttribute()
    {
        if (WebhookContract.Folder is null)
        {
            Skip = "Needs Node.js and GitHub's description of its webhooks: run ./test.sh, which sets them up.";
        }
    }
}
