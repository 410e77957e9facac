using Slipway.Core.Ports;

namespace Slipway.Integrations.Steps;

/// <summary>The deployments of one call of <c>git.deploy</c>: what the step made before is found, and made only when it is not there.
/// </summary>
internal sealed class DeployRun(
    IDeployments deployments, string repository, StepContext context, string environment, string reference)
{
    private static readonly DeploymentStanding NotBegun = new(DeploymentState.Waiting, "not begun", "", Url: null, Since: null);

    private IReadOnlyList<Deployment> _known = [];

    /// <summary>The attempt.</summary>
    public StepContext Context => context;

    /// <summary>Reads what the environment has seen.</summary>
    public async Task LookAsync(CancellationToken cancellationToken) =>
        _known = await deployments.ListAsync(repository, environment, cancellationToken);

    /// <summary>The deployment that this visit of the step goes on with: the last one it has made, or else one that an earlier visit has
    /// left under way and that is of the same commit. <see langword="null"/> while there is none.</summary>
    public async Task<Deployment?> MadeAsync(CancellationToken cancellationToken)
    {
        if (_known.FirstOrDefault(one => one.Marker == context.Marker && !one.IsRollback) is { } own)
        {
            return own;
        }

        if (context.EnteredAt is not { } entered || _known.FirstOrDefault(IsOfStep) is not { IsRollback: false } left)
        {
            return null;
        }

        // What was over by then the earlier visit may have taken, and this one is to do it again.
        var standing = await StandingAsync(left, cancellationToken);
        return standing.Since is { } since && (standing.State == DeploymentState.Waiting || since >= entered)
            && left.Sha == await deployments.CommitAsync(repository, reference, cancellationToken) ? left : null;
    }

    /// <summary>Whether this attempt made it.</summary>
    public bool IsOwn(Deployment made) => made.Marker == context.Marker && made.Attempt >= context.Attempt;

    /// <summary>What the step has made before and is still being deployed, forward or back: another one beside it would be undone by it.
    /// </summary>
    /// <returns><see langword="null"/> when there is none, or when in an earlier visit nobody has ever said anything of it.</returns>
    public async Task<(Deployment Made, DeploymentStanding Standing)?> UnderWayAsync(CancellationToken cancellationToken)
    {
        if (_known.FirstOrDefault(IsOfStep) is not { } last)
        {
            return null;
        }

        var standing = await StandingAsync(last, cancellationToken);
        return standing.State == DeploymentState.Waiting && (last.Marker == context.Marker || standing.Since is not null)
            ? (last, standing)
            : null;
    }

    /// <summary>How a deployment stands now.</summary>
    public Task<DeploymentStanding> StandingAsync(Deployment made, CancellationToken cancellationToken) =>
        deployments.StandingAsync(repository, made, cancellationToken);

    /// <summary>Makes the deployment of this attempt.</summary>
    public Task<Deployment> MakeAsync(CancellationToken cancellationToken) => deployments.CreateAsync(
        repository,
        new DeploymentRequest(reference, environment, context.Marker, context.Attempt)
        {
            Description = context.Text("description") ?? $"Slipway workflow {context.WorkflowId}",
            RequiredChecks = StepConfig.Texts(context.Config, "requiredChecks"),
        },
        cancellationToken);

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
            return (back, await StandingAsync(back, cancellationToken));
        }

        foreach (var before in _known.Where(one => one.Id < made.Id && one.Sha != made.Sha).Take(most))
        {
            if ((await StandingAsync(before, cancellationToken)).State == DeploymentState.Succeeded)
            {
                var wanted = new DeploymentRequest(before.Sha, environment, context.Marker, made.Attempt)
                {
                    IsRollback = true, Description = $"Back to deployment {before.Id}, as {made.Id} failed",
                };
                return (await deployments.CreateAsync(repository, wanted, cancellationToken), NotBegun);
            }
        }

        return null;
    }

    /// <summary>Whether any visit of the step made it: the marker of a later one has its number at the end.</summary>
    private bool IsOfStep(Deployment one)
    {
        var first = $"{context.WorkflowId}/{context.StepId}";
        return one.Marker == first || one.Marker?.StartsWith($"{first}.", StringComparison.Ordinal) == true;
    }
}
