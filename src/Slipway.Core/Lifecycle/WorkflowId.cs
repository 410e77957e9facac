using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Core.Lifecycle;

/// <summary>A workflow's id, <c>wf-</c> and 20 hexadecimal digits: also its
/// orchestration's instance id and the end of its branch's name.</summary>
/// <param name="Value">The whole id.</param>
public readonly partial record struct WorkflowId(string Value)
{
    /// <summary>What every id starts with.</summary>
    public const string Prefix = "wf-";

    private const string BranchPrefix = "slipway/";

    /// <summary>The branch the workflow works on.</summary>
    public string Branch => BranchPrefix + Value;

    /// <summary>A new id. Not for orchestrators: it is random.</summary>
    public static WorkflowId New() => new(Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10)));

    /// <summary>The id that always belongs to an idempotency key.</summary>
    public static WorkflowId ForIdempotencyKey(string key) =>
        new(Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("idempotency-key\n" + key)))[..20]);

    /// <summary>Finds the workflow that a branch belongs to.</summary>
    /// <param name="branch">A short name or a full ref.</param>
    /// <param name="id">The id, when the branch is a workflow's.</param>
    public static bool TryFromBranch([NotNullWhen(true)] string? branch, out WorkflowId id)
    {
        const string heads = "refs/heads/";
        var name = branch is not null && branch.StartsWith(heads, StringComparison.Ordinal) ? branch[heads.Length..] : branch;
        id = default;
        return name is not null && name.StartsWith(BranchPrefix, StringComparison.Ordinal) && TryParse(name[BranchPrefix.Length..], out id);
    }

    /// <summary>Reads an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out WorkflowId id)
    {
        var valid = text is not null && Pattern().IsMatch(text);
        id = valid ? new WorkflowId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    [GeneratedRegex("^wf-[0-9a-f]{20}\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
