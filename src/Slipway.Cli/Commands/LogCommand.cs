using System.CommandLine;
using Slipway.Cli.Connection;
using Slipway.Cli.Contract;
using Slipway.Cli.Display;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway log</c>: what agents and gates printed, and whatever else a workflow keeps.</summary>
internal sealed class LogCommand : Verb
{
    private const int MinHash = 6;
    private const int MaxName = 60;

    private readonly Argument<string> _id = WorkflowId.Argument();
    private readonly Argument<string?> _what = new("WHAT")
    {
        Description = "A step (the last of it), an artifact's name, or the first characters of its SHA-256. Without: what there is.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Makes the verb.</summary>
    public LogCommand(CliEnvironment environment)
        : base(
            "log", "Show what an agent or a gate printed, or another artifact of a workflow.", environment,
            "slipway log wf-3f9c", "slipway log wf-3f9c gate:tests", "slipway log wf-3f9c plan.md > plan.md")
    {
        Add(_id);
        Add(_what);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        using var client = Connect(input);
        var id = WorkflowId.Read(input, _id);
        var kept = KeptArtifact.Find(await client.GetEventsAsync(id, after: 0, cancellationToken));
        if (input.GetValue(_what)?.Trim() is not { Length: > 0 } what)
        {
            await ListAsync(kept);
            return ExitCode.Ok;
        }

        var wanted = kept.LastOrDefault(artifact => artifact.IsCalled(what))
            ?? kept.LastOrDefault(artifact =>
                what.Length >= MinHash && artifact.Sha256.StartsWith(what, StringComparison.OrdinalIgnoreCase))
            ?? throw Unknown(what, kept);
        await WriteAsync(client, id, wanted, cancellationToken);
        return ExitCode.Ok;
    }

    private static CliException Unknown(string what, IReadOnlyList<KeptArtifact> kept) => CliException.BadInput(
        kept.Count == 0
            ? "the workflow keeps no artifact yet"
            : $"the workflow keeps nothing called '{SafeText.Line(what, MaxName)}'; it has "
                + string.Join(", ", kept.Select(artifact => SafeText.Line(artifact.Name, MaxName)).Distinct()));

    private async Task ListAsync(IReadOnlyList<KeptArtifact> kept)
    {
        foreach (var artifact in kept)
        {
            await Environment.Output.WriteLineAsync(
                $"{artifact.Time:HH:mm:ss}  {artifact.Sha256[..12]}  {SafeText.Line(artifact.Name, MaxName)}");
        }

        if (kept.Count == 0)
        {
            await Environment.Output.WriteLineAsync("Nothing is kept yet.");
        }
    }

    private async Task WriteAsync(SlipwayClient client, string id, KeptArtifact artifact, CancellationToken cancellationToken)
    {
        using var reader = new StringReader(await client.GetArtifactAsync(id, artifact.Sha256, cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            await Environment.Output.WriteLineAsync(SafeText.Code(line));
        }
    }
}
