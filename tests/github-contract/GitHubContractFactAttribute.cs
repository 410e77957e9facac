namespace Slipway.Tests.Contracts;

/// <summary>A test that needs Node.js, Prism and GitHub's description of its API, which <c>test.sh</c> sets up.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GitHubContractFactAttribute : FactAttribute
{
    public GitHubContractFactAttribute()
    {
        if (GitHubContract.Folder is null)
        {
            Skip = "Needs Node.js, Prism and GitHub's API description: run ./test.sh, which sets them up.";
        }
    }
}
