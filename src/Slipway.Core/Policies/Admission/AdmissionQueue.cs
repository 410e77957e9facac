namespace Slipway.Core.Policies.Admission;

/// <summary>
/// Who runs and who waits. First come, first served among those of one priority; a workflow that only its repository, agent or
/// definition keeps from running lets those behind it pass. Asking twice, or leaving twice, changes nothing.
/// </summary>
public sealed record AdmissionQueue
{
    /// <summary>Those that run.</summary>
    public List<AdmissionRequest> Running { get; init; } = [];

    /// <summary>Those that wait, the next one first.</summary>
    public List<AdmissionRequest> Waiting { get; init; } = [];

    /// <summary>Lets a workflow run, or gives it a place, or finds the one it has.</summary>
    public AdmissionAnswer Request(AdmissionRequest request, AdmissionLimits limits)
    {
        Admit(limits);
        if (Running.Exists(IsFor(request.WorkflowId)))
        {
            return new AdmissionAnswer(AdmissionOutcome.Admitted);
        }

        if (!Waiting.Exists(IsFor(request.WorkflowId)))
        {
            var reason = WhyNot(request, limits);
            if (reason is null)
            {
                Running.Add(request);
                return new AdmissionAnswer(AdmissionOutcome.Admitted);
            }

            if (!request.HasRun && (limits.Refuse || Waiting.Count >= AdmissionLimits.MaxWaiting))
            {
                return new AdmissionAnswer(AdmissionOutcome.Refused, Waiting: Waiting.Count, Reason: limits.Refuse ? reason : QueueFull);
            }

            var behind = Waiting.FindIndex(other => other.Priority < request.Priority);
            Waiting.Insert(behind < 0 ? Waiting.Count : behind, request);
        }

        var place = Waiting.FindIndex(IsFor(request.WorkflowId));
        return new AdmissionAnswer(AdmissionOutcome.Waiting, place + 1, Waiting.Count, WhyNot(Waiting[place], limits));
    }

    /// <summary>Takes a workflow out, whether it ran or waited, and lets run who can now.</summary>
    /// <returns>The ids of those that may run now.</returns>
    public IReadOnlyList<string> Release(string workflowId, AdmissionLimits limits)
    {
        Running.RemoveAll(IsFor(workflowId));
        Waiting.RemoveAll(IsFor(workflowId));
        return Admit(limits);
    }

    /// <summary>Which limit keeps a workflow from running; <see langword="null"/> when none does.</summary>
    public string? WhyNot(AdmissionRequest request, AdmissionLimits limits)
    {
        if (Running.Count >= limits.Total)
        {
            return $"Maximum concurrent workflows reached: {limits.Total}";
        }

        return Full("repository", other => [other.Repository], _ => limits.PerRepository)
            ?? Full("agent", other => other.AllAgents, limits.ForAgent)
            ?? Full("definition", other => [other.Definition], _ => limits.PerDefinition);

        string? Full(string what, Func<AdmissionRequest, IEnumerable<string?>> keys, Func<string, int> limitOf) =>
            keys(request).FirstOrDefault(own => own is not null && limitOf(own) is > 0 and var limit
                && Running.Count(other => keys(other).Contains(own, StringComparer.Ordinal)) >= limit) is { } full
                ? $"Maximum concurrent workflows reached: {limitOf(full)} for {what} {full}"
                : null;
    }

    /// <summary>Lets run who can: after somebody left, or after an operator raised a limit.</summary>
    private List<string> Admit(AdmissionLimits limits)
    {
        List<string> admitted = [];
        for (var i = 0; i < Waiting.Count && Running.Count < limits.Total;)
        {
            var next = Waiting[i];
            if (WhyNot(next, limits) is not null)
            {
                i++;
                continue;
            }

            Waiting.RemoveAt(i);
            Running.Add(next);
            admitted.Add(next.WorkflowId);
        }

        return admitted;
    }

    private static string QueueFull => $"The queue is full: {AdmissionLimits.MaxWaiting} workflows wait. Start this one later";

    private static Predicate<AdmissionRequest> IsFor(string workflowId) => request => request.WorkflowId == workflowId;
}
