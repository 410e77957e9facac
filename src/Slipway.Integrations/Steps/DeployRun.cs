using Slipway.Core.Ports;

namespace Slipway.Integrations.Steps;

/// <summary>The deployments of one call of <c>git.deploy</c>: what the step made before is found, and made only when it is not there.
/// </summary>
internal sealed class DeployRun(
    IDeployments deployments, string repository, StepContext context, string environment, string reference)
{
    private IReadOnlyList<Deployment> _known = [];

    /// <summary>The attempt.</summary>
    public StepContext Context => context;

    /// <summary>Reads what the environment has seen.</summary>
    public async Task LookAsync(CancellationToken cancellationToken) =>
        _known = await deployments.ListAsync(repository, environment, cancellationToken);

    /// <summary>The deployment of this attempt: the one it made, or one of an earlier attempt that is still under way, or a new one.
    /// </summary>
    public async Task<(Deployment Made, DeploymentStanding Standing)> MadeAsync(CancellationToken cancellationToken)
    {
        if (_known.FirstOrDefault(one => one.Marker == context.Marker && !one.IsRollback) is { } last)
        {
            var standing = await deployments.StandingAsync(repository, last, cancellationToken);
            if (last.Attempt >= context.Attempt || standing.State == DeploymentState.Waiting)
            {
                return (last, standing);
            }
        }

        return await CreateAsync(
            new DeploymentRequest(reference, environment, context.Marker, context.Attempt)
            {
                Description = context.Text("description") ?? $"Slipway workflow {context.WorkflowId}",
                RequiredChecks = StepConfig.Texts(context.Config, "requiredChecks"),
            },
            cancellationToken);
    }

    /// <summary>The deployment that goes back from another one; <see langword="null"/> while none was made.</summary>
    public Deployment? BackFrom(Deployment made) =>
        _known.FirstOrDefault(one => one.Marker == made.Marker && one.IsRollback && one.Id > made.Id);

    /// <summary>Goes back to the last one before a deployment that succeeded and was of another commit.</summary>
    /// <param name="made">The deployment that failed.</param>
    /// <param name="most">So many of those before it are looked at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The deployment that goes back, and how it stands; <see langword="null"/> when there is none to go back to.</returns>
    public async Task<(Deployment Back, DeploymentStanding Standing)?> BackAsync(
        Deployment made, int most, CancellationToken cancellationToken)
    {
        if (BackFrom(made) is { } back)
        {
            return (back, await deployments.StandingAsync(repository, back, cancellationToken));
        }

        foreach (var before in _known.Where(one => one.Id < made.Id && one.Sha != made.Sha).Take(most))
        {
            if ((await deployments.StandingAsync(repository, before, cancellationToken)).State == DeploymentState.Succeeded)
            {
                return await CreateAsync(
                    new DeploymentRequest(before.Sha, environment, context.Marker, made.Attempt)
                    {
                        IsRollback = true, Description = $"Back to deployment {before.Id}, as {made.Id} failed",
                    },
                    cancellationToken);
            }
        }

        return null;
    }

    private async Task<(Deployment Made, DeploymentStanding Standing)> CreateAsync(
        DeploymentRequest wanted, CancellationToken cancellationToken)
    {
        var made = await deployments.CreateAsync(repository, wanted, cancellationToken);
        return (made, new DeploymentStanding(DeploymentState.Waiting, "not begun", "", Url: null, Since: null));
    }
}
