using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Live;
using Slipway.Functions.Webhooks;

namespace Slipway.Functions.Activities;

/// <summary>Finds the pull request of a run elsewhere that has ended, and whose service does not tell of it.</summary>
/// <remarks>A webhook may tell of it a moment later, or never: then the platform's open pull requests are looked through.</remarks>
internal sealed class RemotePullRequests(AgentFeeds feeds, IGitPlatform platform, TimeProvider time)
{
    private const int Looks = 24;
    private const int LooksForEachOnPlatform = 6;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Looks for two minutes, until a delivery has told of it or it is found.</summary>
    /// <returns><see langword="null"/> when the run opened none.</returns>
    /// <exception cref="SlipwayException">The platform could not be asked, the last time either.</exception>
    public async Task<AgentPullRequest?> FindAsync(Workspace workspace, string run, CancellationToken cancellationToken)
    {
        for (var look = 0; ; look++)
        {
            if (await ToldAsync(run, cancellationToken) is { } told)
            {
                return told;
            }

            try
            {
                if (look % LooksForEachOnPlatform == 0
                    && await platform.FindLinkedPullRequestAsync(workspace.Repository, RemoteRun.LinkTo(run), cancellationToken)
                        is { } found)
                {
                    return new AgentPullRequest(found.Url, found.Title, found.Branch);
                }
            }
            catch (SlipwayException away) when (
                look < Looks && away.Category is ErrorCategory.Transient or ErrorCategory.RateLimited)
            {
                // It is asked again soon: the run has ended and is paid for.
            }

            if (look == Looks)
            {
                return null;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<AgentPullRequest?> ToldAsync(string run, CancellationToken cancellationToken) =>
        feeds.Client is { } client ? await RemoteRun.FindAsync(client, run, cancellationToken) : null;
}
