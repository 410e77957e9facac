using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Access;
using Slipway.Functions.Api;
using Slipway.Functions.Webhooks.Rules;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Functions.Webhooks;

/// <summary>Brings a delivery to the workflow that it concerns, or has a workflow started for it.</summary>
/// <remarks>
/// A delivery that comes twice changes nothing, whichever host has been restarted between: a workflow drops the second of two signals
/// with the same delivery id, which its history holds, and a workflow that a rule starts has its id from the delivery.
/// </remarks>
internal sealed class GitHubRouter(
    WorkflowControl control, RuleBook book, IWorkflowStarter starter, DeliveryPermissions permissions, IOptions<SlipwayOptions> options,
    IOptions<GitHubOptions> github)
{
    private const int MaxDeliveryIdLength = 100;
    private const string TriedTooOften = "It has been tried as often as one delivery is.";

    /// <summary>Reads what a delivery means, and its id.</summary>
    public (GitHubDelivery Delivery, string? Id) Read(IHeaderDictionary headers, GitHubPayload payload) => (
        GitHubEvents.Read(headers["X-GitHub-Event"].ToString(), payload, options.Value.GitHubLogin, github.Value.AppId),
        headers["X-GitHub-Delivery"].ToString() is { Length: > 0 and <= MaxDeliveryIdLength } given ? given : null);

    /// <summary>Routes a delivery.</summary>
    public async Task<DeliveryAnswer> RouteAsync(
        DurableTaskClient client, GitHubDelivery delivery, string? id, CancellationToken cancellationToken)
    {
        if (delivery.DoneBecause is { } done)
        {
            return DeliveryAnswer.Handled(done);
        }

        if (delivery.IgnoredBecause is { } reason)
        {
            return DeliveryAnswer.Ignored(reason);
        }

        if (delivery.Run is { } run)
        {
            await run.NoteAsync(client, cancellationToken);
        }

        delivery = delivery.Clean();
        var workflow = await FindWorkflowAsync(client, delivery, cancellationToken);
        return workflow is { } found && delivery.Signal is not null
            ? await TellAsync(client, found, delivery, id, cancellationToken)
            : delivery.Trigger is { } trigger
                ? await StartAsync(client, trigger, delivery.Person, id, cancellationToken)
                : delivery.Run is { } noted
                    ? DeliveryAnswer.Handled($"It is noted as the pull request of the agent's run {noted.Id}.")
                    : DeliveryAnswer.Ignored(WhyNobody(delivery));
    }

    private static string WhyNobody(GitHubDelivery delivery) => delivery.Branches.Count > 0
        ? "Its head branch belongs to no workflow."
        : "No workflow is known for its commit or pull request.";

    private async Task<WorkflowId?> FindWorkflowAsync(
        DurableTaskClient client, GitHubDelivery delivery, CancellationToken cancellationToken)
    {
        foreach (var branch in delivery.Branches)
        {
            if (WorkflowId.TryFromBranch(branch, out var named))
            {
                await RememberAsync(client, delivery, named, cancellationToken);
                return named;
            }
        }

        // A branch of somebody else's that is named decides: the same commit may stand on both.
        foreach (var reference in References(delivery).Where(_ => delivery.Branches.Count == 0))
        {
            var known = await client.Entities.GetEntityAsync<string>(
                GitHubReference.IdOf(reference), includeState: true, cancellationToken);
            if (known is { IncludesState: true } && WorkflowId.TryParse(known.State, out var workflow))
            {
                return workflow;
            }
        }

        return null;
    }

    /// <summary>Notes whose the commit and the pull request are, for deliveries that name no branch.</summary>
    private async Task RememberAsync(
        DurableTaskClient client, GitHubDelivery delivery, WorkflowId workflow, CancellationToken cancellationToken)
    {
        if (delivery.Signal?.Kind is not (Core.Events.SignalKind.Push or Core.Events.SignalKind.PullRequest)
            || await control.FindAsync(client, workflow.Value, cancellationToken) is null)
        {
            return;
        }

        foreach (var reference in References(delivery))
        {
            await client.Entities.SignalEntityAsync(
                GitHubReference.IdOf(reference), nameof(GitHubReference.Set), workflow.Value, options: null, cancellationToken);
        }
    }

    private static IEnumerable<string> References(GitHubDelivery delivery) =>
        new[] { delivery.HeadSha, delivery.PullRequest }.OfType<string>().Where(reference => reference.Length > 0);

    private async Task<DeliveryAnswer> TellAsync(
        DurableTaskClient client, WorkflowId workflow, GitHubDelivery delivery, string? id, CancellationToken cancellationToken)
    {
        var verdict = await permissions.JudgeAsync(client, workflow, delivery, cancellationToken);
        if (verdict.Refusal is { } whyNot)
        {
            return DeliveryAnswer.Ignored(whyNot);
        }

        var signal = id is null ? delivery.Signal! : delivery.Signal! with { DeliveryId = id };
        try
        {
            if (verdict.IsOpen)
            {
                var (login, repository, _) = delivery.Person!;
                var once = id is null ? WorkflowId.New() : WorkflowId.ForIdempotencyKey($"github\n{id}");
                return await DeliveryTries.BeginAsync(
                        client, nameof(TellWhenAllowed), $"tell-{once}",
                        new TellWhenAllowedInput(workflow.Value, signal, repository, login), cancellationToken)
                    ? DeliveryAnswer.Handled($"{workflow} is told when GitHub has said that {login} may write to {repository}.")
                    : DeliveryAnswer.Ignored(TriedTooOften);
            }

            var view = await control.SendAsync(client, workflow.Value, signal, RequestAccess.Open, cancellationToken);
            return view is null
                ? DeliveryAnswer.Ignored($"There is no workflow {workflow}.")
                : DeliveryAnswer.Handled(
                    $"{workflow} was told: {signal.Kind.ToString().ToLowerInvariant()} {signal.Action}".TrimEnd() + ".");
        }
        catch (SlipwayException exception) when (exception.Code == ErrorCodes.TransitionRefused)
        {
            return DeliveryAnswer.Ignored(exception.Message);
        }
    }

    private async Task<DeliveryAnswer> StartAsync(
        DurableTaskClient client, RuleTrigger trigger, GitHubPerson? person, string? id, CancellationToken cancellationToken)
    {
        if (!permissions.CanAsk && person is { IsSaidToBelong: false })
        {
            return DeliveryAnswer.Ignored(
                $"{person.Login} is no owner, member or collaborator of {person.Repository}: that starts nothing.");
        }

        var rules = await book.RulesAsync();
        if (rules.Match(trigger) is not { } rule)
        {
            return DeliveryAnswer.Ignored("No rule starts a workflow for it.");
        }

        if (id is null)
        {
            return DeliveryAnswer.Ignored("It has no X-GitHub-Delivery: without it, a second one would start a second workflow.");
        }

        var workflow = WorkflowId.ForIdempotencyKey($"github\n{id}");
        try
        {
            var inputs = rule.Fill(trigger);
            if (!permissions.CanAsk)
            {
                var started = await starter.StartAsync(client, workflow, rule.Definition, inputs, cancellationToken);
                return DeliveryAnswer.Handled($"The rule '{rule.Name}' {(started ? "started" : "had started")} {workflow}.");
            }

            await starter.CheckAsync(client, rule.Definition, inputs, cancellationToken);
            var sender = trigger.Facts["sender"];
            if (await control.FindAsync(client, workflow.Value, cancellationToken) is not null)
            {
                return DeliveryAnswer.Handled($"The rule '{rule.Name}' had started {workflow}.");
            }

            return await DeliveryTries.BeginAsync(
                    client, nameof(StartByRule), $"start-{workflow}",
                    new StartByRuleInput(workflow.Value, rule.Definition, inputs, trigger.Repository, sender), cancellationToken)
                ? DeliveryAnswer.Handled($"The rule '{rule.Name}' starts {workflow} when {sender} may write to {trigger.Repository}.")
                : DeliveryAnswer.Ignored(TriedTooOften);
        }
        catch (InvalidFieldsException exception)
        {
            var errors = exception.Errors.SelectMany(field => field.Value.Select(error => $"{field.Key} {error}"));
            return DeliveryAnswer.Ignored($"The rule '{rule.Name}' cannot start a workflow for it: {string.Join(" ", errors)}");
        }
        catch (SlipwayException exception)
        {
            return DeliveryAnswer.Ignored($"The rule '{rule.Name}' cannot start a workflow for it: {exception.Message}");
        }
    }
}
