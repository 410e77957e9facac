namespace Slipway.Integrations.Git.GitHub;

/// <summary>What all checks of a commit say together.</summary>
/// <param name="State"><c>pending</c>, <c>success</c> or <c>failure</c>. Without any check, and while a required one is missing,
/// pending.</param>
/// <param name="Failed">Those that failed.</param>
/// <param name="Pending">Those that are not done, or required and missing.</param>
internal sealed record CheckVerdict(string State, IReadOnlyList<string> Failed, IReadOnlyList<string> Pending)
{
    private static readonly string[] Good = ["success", "neutral", "skipped"];

    /// <summary>Judges. With required names only those count, otherwise all.</summary>
    internal static CheckVerdict Of(IEnumerable<(string Name, string State)> said, IReadOnlyCollection<string> required)
    {
        var counted = said.Where(check => required.Count == 0 || required.Contains(check.Name, StringComparer.Ordinal)).ToList();
        List<string> failed = [.. Named(counted.Where(check => check.State != "pending" && !Good.Contains(check.State)))];
        List<string> pending =
        [
            .. Named(counted.Where(check => check.State == "pending")),
            .. required.Except(counted.Select(check => check.Name), StringComparer.Ordinal),
        ];
        var state = failed.Count > 0 ? "failure" : pending.Count > 0 || counted.Count == 0 ? "pending" : "success";
        return new CheckVerdict(state, failed, pending);
    }

    private static IEnumerable<string> Named(IEnumerable<(string Name, string State)> checks) =>
        checks.Select(check => check.Name).Distinct(StringComparer.Ordinal);
}
