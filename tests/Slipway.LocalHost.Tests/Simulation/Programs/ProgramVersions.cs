using Microsoft.DurableTask.Converters;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Tests.Simulation.Programs;

/// <summary>The versions of orchestrations and calls. They follow from what runs: a row in the file tells which it must have.</summary>
internal static class ProgramVersions
{
    public const string Older = "1.0";
    public const string Newest = "2.0";

    /// <summary>The version of a program's generation, the first being 0; empty when it has none.</summary>
    public static string Of(int program, int generation) => generation == 0
        ? (program % 4) switch { 1 => Older, 2 => Newest, _ => string.Empty }
        : After(program, generation - 1) ?? Of(program, generation - 1);

    /// <summary>What a generation asks for the next one; null keeps its own.</summary>
    public static string? After(int program, int generation) => ((program + generation) % 4) switch
    {
        0 => Newest,
        1 => Older,
        _ => null,
    };

    /// <summary>The version that an activity is called with; null leaves it to the orchestration's own.</summary>
    public static string? OfWork(int value) => value % 4 == 0 ? $"w{value % 8}" : null;

    /// <summary>The version that a row must have.</summary>
    public static string OfRow(InstanceRow row)
    {
        if (row.Name == Courier.Name)
        {
            return string.Empty;
        }

        var input = JsonDataConverter.Default.Deserialize<ProgramInput>(row.Input)!;
        return Of(input.Program, input.Generation);
    }

    /// <summary>Whether deployed code takes orchestrations of a version.</summary>
    public static bool Fits(string version, string deployed) => string.CompareOrdinal(version, deployed) <= 0;
}
