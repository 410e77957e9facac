using System.Diagnostics.CodeAnalysis;

namespace Slipway.Core.Lifecycle;

/// <summary>The names users see, both ways.</summary>
public static class WorkflowStateNames
{
    private static readonly string[] Names = ["IDLE", "PLANNING", "CODING", "PR_CREATED", "VALIDATING", "COMPLETED", "FAILED"];

    /// <summary>All names, in the order of the lifecycle.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The upper-case name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no state of this version.</exception>
    public static string ToName(this WorkflowState state) => (uint)state < (uint)Names.Length
        ? Names[(int)state]
        : throw new ArgumentOutOfRangeException(nameof(state), state, $"This is no state: use one of {string.Join(", ", Names)}.");

    /// <summary>Reads a name; case does not matter, <c>-</c> and <c>_</c> mean the same.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out WorkflowState state)
    {
        var index = name is null ? -1 : Array.IndexOf(Names, name.Trim().ToUpperInvariant().Replace('-', '_'));
        state = index < 0 ? default : (WorkflowState)index;
        return index >= 0;
    }
}
