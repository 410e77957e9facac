using System.Text.Json;

namespace Slipway.Cli.Contract;

/// <summary>Something that a workflow keeps: a log, a plan, a report.</summary>
/// <param name="Name">Its name, or the step whose log it is.</param>
/// <param name="Sha256">The hash of its content, by which it is asked for.</param>
/// <param name="Time">When it was made.</param>
/// <param name="Step">The step that made it, where that is known.</param>
internal sealed record KeptArtifact(string Name, string Sha256, DateTimeOffset Time, string? Step)
{
    private const int HashLength = 64;

    /// <summary>All that a workflow's events name, oldest first.</summary>
    public static IReadOnlyList<KeptArtifact> Find(IEnumerable<WorkflowEventView> events) =>
        [.. events.SelectMany(Of).DistinctBy(artifact => (artifact.Name, artifact.Sha256))];

    /// <summary>Whether it is called so, or made by a step that is.</summary>
    public bool IsCalled(string what) =>
        Name.Equals(what, StringComparison.OrdinalIgnoreCase) || what.Equals(Step, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<KeptArtifact> Of(WorkflowEventView happened)
    {
        var by = happened.Text("step");
        if (by is { } step && happened.Text("log") is { Length: HashLength } log)
        {
            yield return new KeptArtifact(step, log, happened.Time, by);
        }

        if (happened.Text("name") is { } name && happened.Text("sha256") is { Length: HashLength } sha256)
        {
            yield return new KeptArtifact(name, sha256, happened.Time, by);
        }

        if (happened.Data.ValueKind == JsonValueKind.Object && happened.Data.TryGetProperty("artifacts", out var list)
            && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in list.EnumerateArray())
            {
                if (new WorkflowEventView(0, string.Empty, happened.Time, item) is var artifact
                    && artifact.Text("name") is { } itsName && artifact.Text("sha256") is { Length: HashLength } itsHash)
                {
                    yield return new KeptArtifact(itsName, itsHash, happened.Time, by);
                }
            }
        }
    }
}
