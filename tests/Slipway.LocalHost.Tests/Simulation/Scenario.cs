using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>What a simulation runs.</summary>
/// <param name="Programs">The programs, children among them.</param>
/// <param name="Instances">The instances that clients start, with the number of their program.</param>
/// <param name="IsQuiet">Whether nothing goes wrong but what the test itself injects.</param>
internal sealed record Scenario(IReadOnlyList<Program> Programs, IReadOnlyDictionary<string, int> Instances, bool IsQuiet)
{
    public static Scenario Generate(Random random)
    {
        var generator = new ProgramGenerator(random);
        var programs = generator.Generate();
        return new Scenario(programs, generator.Instances, IsQuiet: false);
    }

    /// <summary>One instance, called "i0", of the last of these programs; each is given as its generations.</summary>
    public static Scenario Of(Step[][][] programs) => new(
        [.. programs.Select((generations, number) => new Program(number, generations))],
        new Dictionary<string, int>(StringComparer.Ordinal) { ["i0"] = programs.Length - 1 },
        IsQuiet: true);
}
