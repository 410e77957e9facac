using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Kill;

/// <summary>The programs of the process that is killed. They need no long timer, for its clock is the real one.</summary>
internal static class LoadBook
{
    /// <summary>How many events each instance awaits, all of the name <see cref="Event"/>.</summary>
    public const int Events = 2;

    public const string Event = "e0";

    private const int Children = 2;

    private static readonly Work Work = new(1, Slow: false);

    public static IReadOnlyList<Program> Programs { get; } =
    [
        new(0, [[Work, new Pause(0), new Forgotten(2, Slow: false)], [Work]]),
        new(1, [[Work, new Throw(1)]]),
        new(2, [[Work, new Together([Work, new Call(0, "c", 1), new Broken(2)]), new Await(Event), new Tell(3, "a", "b", 0), new Status(1)],
            [new Ask(4, "a", Refused: false), new Await(Event), new Call(1, Id: null, 1), new Ask(5, "b", Refused: true), new Status(2)]]),
        new(3, [[new Status(3), new GivenUp(1, 1000), new Await(Event)], [new Forgotten(1, Slow: false), new Transfer(6, "c", "b")],
            [new Call(1, "d", 1), new Await(Event), new Pause(1), Work]]),
    ];

    public static int ProgramOf(int instance) => Children + (instance % (Programs.Count - Children));

    public static string IdOf(int instance) => $"k{instance}";
}
