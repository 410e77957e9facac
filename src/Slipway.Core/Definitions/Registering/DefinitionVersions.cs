using System.Text.RegularExpressions;
using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Definitions.Registering;

/// <summary>The versions of a registered definition, the newest first.</summary>
/// <param name="Kept">At most <see cref="MaxVersions"/>, and <see cref="MaxLength"/> together; the newest in any case.</param>
public sealed partial record DefinitionVersions(IReadOnlyList<KeptDefinition> Kept)
{
    /// <summary>How many versions are kept.</summary>
    public const int MaxVersions = 50;

    /// <summary>How many characters the versions that are kept have together.</summary>
    public const int MaxLength = 4_000_000;

    /// <summary>Of a definition that is not registered.</summary>
    public static DefinitionVersions None { get; } = new([]);

    /// <summary>Whether a text can be a definition's id at all.</summary>
    public static bool IsId(string id) => IdForm().Match(id).Length == id.Length && id.Length > 0;

    /// <summary>The newest one that is meant; <see langword="null"/> when it is not kept.</summary>
    /// <param name="version">As <see cref="DefinitionVersion.Matches"/> takes it.</param>
    public KeptDefinition? Find(string? version) => Kept.FirstOrDefault(kept => kept.Info.Matches(version));

    /// <summary>Takes a change.</summary>
    /// <returns>What became of it, and the versions afterwards.</returns>
    public (DefinitionChangeResult Result, DefinitionVersions After) Take(DefinitionChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var current = Kept.Count > 0 ? Kept[0].Info.Hash : null;
        var fits = change.IfMatch switch
        {
            null => true,
            "*" => current is not null,
            var hash => hash == current,
        };
        if (!fits || (change.IfNew && current is not null))
        {
            return (new DefinitionChangeResult(DefinitionChangeOutcome.Refused, current), this);
        }

        if (change.Version is { } version)
        {
            return Put(new KeptDefinition(version, change.Text!), current);
        }

        var outcome = current is null ? DefinitionChangeOutcome.Missing : DefinitionChangeOutcome.Removed;
        return (new DefinitionChangeResult(outcome, current), None);
    }

    private (DefinitionChangeResult Result, DefinitionVersions After) Put(KeptDefinition put, string? current)
    {
        if (put.Info.Hash == current)
        {
            return (new DefinitionChangeResult(DefinitionChangeOutcome.Unchanged, current), this);
        }

        if (put.Info.Version != WorkflowDefinition.DefaultVersion
            && Kept.Any(kept => kept.Info.Version == put.Info.Version && kept.Info.Hash != put.Info.Hash))
        {
            return (new DefinitionChangeResult(DefinitionChangeOutcome.NameTaken, current), this);
        }

        // One that was there before comes back as the newest, and is there once.
        var kept = new List<KeptDefinition> { put };
        var length = put.Text.Length;
        foreach (var earlier in Kept.Where(each => each.Info.Hash != put.Info.Hash).Take(MaxVersions - 1))
        {
            length += earlier.Text.Length;
            if (length > MaxLength)
            {
                break;
            }

            kept.Add(earlier);
        }

        return (
            new DefinitionChangeResult(current is null ? DefinitionChangeOutcome.Created : DefinitionChangeOutcome.Replaced, current),
            new DefinitionVersions(kept));
    }

    [GeneratedRegex(DefinitionKeys.DefinitionIdPattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex IdForm();
}
