using System.Text.RegularExpressions;
using Slipway.Core.Policies;
using Slipway.Core.Policies.Admission;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Core.Lifecycle;

/// <summary>Checks and cleans what a user asks for.</summary>
public static partial class WorkflowRequestValidator
{
    /// <summary>Longest requirement, in characters.</summary>
    public const int MaxRequirementLength = 20_000;

    private const int MaxPathLength = 4_096;
    private const int MaxBranchLength = 200;
    private const int MaxCommandLength = 4_096;
    private const int MaxNameLength = 60;
    private const int MaxActorLength = 200;
    private const int MaxGates = 20;
    private const int MaxFallbackAgents = 5;

    /// <summary>Finds everything that is wrong.</summary>
    /// <returns>For each field, named as in JSON, what would be right; empty when all is well.</returns>
    public static IReadOnlyDictionary<string, string[]> Validate(WorkflowRequest request, WorkflowLimits limits)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);

        Check(errors, "requirement", Text(request.Requirement, MaxRequirementLength, "what is wanted, in words"));
        Check(errors, "repository", Repository(request.Repository));
        Check(errors, "baseBranch", request.BaseBranch is { } branch && !IsBranchName(branch)
            ? $"must be the name of a branch, such as 'main', not '{Shorten(branch)}'."
            : null);
        Check(errors, "agent", Agent(request.Agent));
        Check(errors, "fallbackAgents", Many(request.FallbackAgents, MaxFallbackAgents, Agent));
        Check(errors, "gates", Many(request.Gates, MaxGates, Gate));
        Check(errors, "gates", Repeated(request.Gates));
        Check(errors, "merge", Enum.IsDefined(request.Merge) ? null : "must be auto, after_approval or never.");
        Check(errors, "pullRequest", request.PullRequest?.Problem ?? (request is { PullRequest.Draft: true, Merge: MergePolicy.Auto }
            ? "is a draft, which nothing merges until somebody marks it ready: give merge after_approval or never with it."
            : null));
        Check(errors, "stateTimeoutMinutes", Between(request.StateTimeoutMinutes, limits.MaxStateTimeoutMinutes, "minutes"));
        Check(errors, "agentSilenceMinutes", Between(request.AgentSilenceMinutes, limits.MaxStateTimeoutMinutes, "minutes"));
        Check(errors, "maxRetries", Whole(request.MaxRetries, RetryOptions.MaximumRetries));
        Check(errors, "maxFeedbackRounds", Whole(request.MaxFeedbackRounds, 10));
        Check(errors, "decisionDays", Between(request.DecisionDays, 30, "days"));
        Check(errors, "priority", Math.Abs((long)request.Priority) <= AdmissionRequest.MaxPriority
            ? null
            : $"must be -{AdmissionRequest.MaxPriority} to {AdmissionRequest.MaxPriority}.");
        Check(errors, "budget", request.Budget?.Problem);
        Check(errors, "labels", WorkflowLabels.Problem(request.Labels));
        Check(errors, "actor", request.Actor is { Length: > MaxActorLength } ? $"must have at most {MaxActorLength} characters." : null);
        return errors;
    }

    /// <summary>What is wrong with a choice of an agent; <see langword="null"/> when nothing is.</summary>
    public static string? Problem(AgentSelector agent) => Agent(agent);

    /// <summary>Removes what no text may hold: control characters, and anything that looks like a credential.</summary>
    /// <remarks>Paths and command lines are left: <see cref="Validate"/> refuses those
    /// that hold such things, they would not work without.</remarks>
    public static WorkflowRequest Sanitise(WorkflowRequest request) => request with
    {
        Labels = WorkflowLabels.Sanitise(request.Labels),
        Requirement = Redactor.Redact(Sanitiser.Text(request.Requirement)),
        Actor = string.IsNullOrWhiteSpace(request.Actor) ? null : Sanitiser.Line(Redactor.Redact(Sanitiser.Text(request.Actor))),
    };

    private static void Check(Dictionary<string, string[]> errors, string field, string? error)
    {
        if (error is not null)
        {
            errors[field] = [.. errors.GetValueOrDefault(field, []), error];
        }
    }

    private static string? Text(string? value, int maxLength, string meaning) => value switch
    {
        null or "" => $"is missing: give {meaning}.",
        _ when value.Length > maxLength => $"has {value.Length:N0} characters; at most {maxLength:N0} are allowed.",
        _ when string.IsNullOrWhiteSpace(Sanitiser.Text(value)) => $"is blank: give {meaning}.",
        _ => null,
    };

    private static string? Repository(string? path) => Text(path, MaxPathLength, "the absolute path of a local Git repository") switch
    {
        { } error => error,
        _ when path!.Any(char.IsControl) => "holds a control character: give the absolute path of a local Git repository.",
        _ when !Path.IsPathFullyQualified(path!) => $"must be an absolute path, not '{Shorten(path!)}'.",
        _ => null,
    };

    private static string? Command(string? command) => Text(command, MaxCommandLength, "a command line") switch
    {
        { } error => error,
        _ when command!.Contains('\0', StringComparison.Ordinal) => "holds a NUL character, which no command line can.",
        _ when HoldsCredential(command) =>
            "holds what looks like a credential. It would be kept in the history: put it into an environment variable and name that.",
        _ => null,
    };

    private static bool HoldsCredential(string command)
    {
        var literal = VariablePattern().Replace(command, "");
        return Redactor.Redact(literal) != literal;
    }

    private static string? Agent(AgentSelector? agent) => agent switch
    {
        null => "is missing: give {\"name\": \"…\"} or {\"command\": \"…\"}.",
        { Name: null or "", Command: null or "" } => "needs a name or a command.",
        { Name: not null, Command: not null } => "has both a name and a command: give one of them.",
        { Name: { } name } when !NamePattern().IsMatch(name) => NameRule(name),
        { Command: { } command } when Command(command) is { } error => $"has a command that {error}",
        _ => null,
    };

    private static string? Gate(GateSpec? gate) => gate switch
    {
        null => "must have a name and a command.",
        { Name: var name } when name is null || !NamePattern().IsMatch(name) => NameRule(name ?? ""),
        _ when GateKind.Problem(gate) is { } problem => $"'{gate.Name}': {problem}",
        { Command: var command } when GateCommand(gate.Kind, command) is { } error => $"'{gate.Name}': the command {error}",
        { TimeLimitSeconds: < 1 or > 1800 } => $"'{gate.Name}': timeLimitSeconds must be 1 to 1800, not {gate.TimeLimitSeconds}.",
        _ => null,
    };

    private static string? GateCommand(string kind, string? command) =>
        string.IsNullOrEmpty(command) && !GateKind.NeedsCommand(kind) ? null : Command(command);

    private static string? Many<T>(IReadOnlyList<T>? items, int max, Func<T?, string?> check)
        where T : class
    {
        if (items is null)
        {
            return "must be a list, not null.";
        }

        return items.Count > max
            ? $"has {items.Count} entries; at most {max} are allowed."
            : items.Select((item, index) => check(item) is { } error ? $"[{index}] {error}" : null)
                .FirstOrDefault(error => error is not null);
    }

    private static string? Repeated(IReadOnlyList<GateSpec>? gates) => gates?
        .Where(gate => gate?.Name is not null)
        .GroupBy(gate => gate.Name, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .Select(group => $"has two gates named '{Shorten(group.Key)}': each needs a name of its own.")
        .FirstOrDefault();

    private static string? Between(double value, double max, string unit) => value > 0 && value <= max
        ? null
        : $"must be more than 0 and at most {max} {unit}, not {value}.";

    private static string? Whole(int value, int max) => value >= 0 && value <= max ? null : $"must be 0 to {max}, not {value}.";

    private static string NameRule(string name) =>
        $"'{Shorten(name)}' is no name: use 1 to {MaxNameLength} letters, digits, dots, dashes or underscores.";

    private static string Shorten(string value) => Sanitiser.Line(Redactor.Redact(Sanitiser.Text(value)), 60);

    /// <summary>The rules of <c>git check-ref-format</c> that matter for a short branch name.</summary>
    private static bool IsBranchName(string name) => name.Length is > 0 and <= MaxBranchLength
        && BranchPattern().IsMatch(name)
        && name != "HEAD"
        && !name.Contains("..", StringComparison.Ordinal)
        && !name.EndsWith('.')
        && name.Split('/').All(part => part.Length > 0 && part[0] != '.' && !part.EndsWith(".lock", StringComparison.Ordinal));

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,60}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._/+#@=-]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BranchPattern();

    [GeneratedRegex(
        @"\$\{?[A-Za-z_][A-Za-z0-9_]*\}?|%[A-Za-z_][A-Za-z0-9_]*%", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex VariablePattern();
}
