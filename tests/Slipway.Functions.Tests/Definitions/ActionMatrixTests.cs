using System.Globalization;
using Slipway.Core.Lifecycle;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>Each action of an operator in each state of a step, <c>t</c>: whether it is taken, and what becomes of the workflow then, when
/// everything else goes well.</summary>
public sealed class ActionMatrixTests
{
    /// <summary>Refused, by the API with SLW1002 and by the workflow.</summary>
    private const string Refused = "x";

    private static readonly string[] Actions =
    [
        "pause", "resume", "cancel", "retry", "skip", "run", "back", "input", "recover", "approve", "reject", "event",
    ];

    /// <summary>In the columns of <see cref="Actions"/>: how often the step runs in all, and how the workflow ends unless it completes:
    /// <c>a</c>borted or <c>f</c>ailed.</summary>
    public static TheoryData<string, string> Table => new()
    {
        //                 pause resume cancel retry skip run back input recover approve reject event
        { "dependencies",   "1     x      0a     x     0    x   x    1     x       x       x      1" },
        { "queued",         "1     x      0a     x     0    x   x    1     x       x       x      1" },
        { "running",        "1     x      1a     x     1    x   x    x     x       x       x      1" },
        { "retry",          "2     x      1a     2     1    x   x    2     x       x       x      2" },
        { "approval",       "1     x      1a     x     1    x   x    x     x       1       2      1" },
        { "approval ahead", "1     x      0a     x     0    x   x    x     x       x       x      1" },
        { "event",          "1     x      1a     x     1    x   x    x     x       x       x      1" },
        { "succeeded",      "1     x      1a     x     x    x   2    x     x       x       x      1" },
        { "parked",         "x     x      1a     2     1    2   2    2     2       x       x      2" },
        { "parked beside",  "2     x      1a     2     1    x   2    2     2       x       x      2" },
        { "failed",         "1f    x      1a     2     x    x   2    x     x       x       x      1f" },
        { "skipped",        "0     x      0a     x     x    x   0    x     x       x       x      0" },
        { "cancelled",      "x     x      1a     x     x    x   x    x     x       x       x      1a" },
        { "compensated",    "x     x      1a     x     x    x   x    x     x       x       x      1a" },
    };

    /// <summary>The same while the workflow is paused, which lets nothing begin but what is run by hand.</summary>
    public static TheoryData<string, string> Paused => new()
    {
        //                 pause resume cancel retry skip run back input recover approve reject event
        { "dependencies",   "x     1      0a     x     0    1   x    1     x       x       x      1" },
        { "queued",         "x     1      0a     x     0    1   x    1     x       x       x      1" },
        { "running",        "x     1      1a     x     1    x   x    x     x       x       x      1" },
        { "retry",          "x     2      1a     2     1    x   x    2     x       x       x      2" },
        { "approval",       "x     1      1a     x     1    x   x    x     x       1       2      1" },
        { "approval ahead", "x     1      0a     x     0    1   x    x     x       x       x      1" },
        { "event",          "x     1      1a     x     1    x   x    x     x       x       x      1" },
        { "succeeded",      "x     1      1a     x     x    x   2    x     x       x       x      1" },
        { "parked beside",  "x     2      1a     2     1    2   2    2     2       x       x      2" },
        { "failed",         "x     1f     1a     2     x    x   2    x     x       x       x      1f" },
        { "skipped",        "x     0      0a     x     x    x   0    x     x       x       x      0" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public Task Each_action_is_taken_or_refused_in_each_state(string state, string expected) =>
        ComesToAsync(state, expected, paused: false);

    [Theory]
    [MemberData(nameof(Paused))]
    public Task Each_action_is_taken_or_refused_in_each_state_of_a_paused_workflow(string state, string expected) =>
        ComesToAsync(state, expected, paused: true);

    [Theory]
    [MemberData(nameof(Table))]
    public Task Each_action_comes_to_the_same_though_the_host_crashes_once_it_is_told(string state, string expected) =>
        ComesToAsync(state, expected, paused: false, crashes: true);

    private static async Task ComesToAsync(string state, string expected, bool paused, bool crashes = false)
    {
        var cells = new List<string>();
        foreach (var action in Actions)
        {
            await using var scene = await ActionScene.StartAsync(state);
            if (paused)
            {
                Assert.Null(await scene.ActAsync("pause"));
            }

            cells.Add(await scene.ActAsync(action, crashes) is null ? await EndAsync(scene) : Refused);
        }

        string Row(IEnumerable<string> row) => string.Join(' ', row.Select((cell, column) => $"{Actions[column]}:{cell}"));
        Assert.Equal(Row(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries)), Row(cells));
    }

    private static async Task<string> EndAsync(ActionScene scene)
    {
        var status = await scene.GoOnAsync();
        return scene.Runs.ToString(CultureInfo.InvariantCulture) + status switch
        {
            ExecutionStatus.Completed => "",
            ExecutionStatus.Aborted => "a",
            _ => "f",
        };
    }
}
