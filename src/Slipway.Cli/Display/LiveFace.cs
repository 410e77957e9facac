using Spectre.Console;

namespace Slipway.Cli.Display;

/// <summary>One picture, redrawn in place, for a terminal.</summary>
internal sealed class LiveFace(IAnsiConsole console) : IWorkflowFace
{
    /// <inheritdoc/>
    public Task ShowAsync(Func<Action<Frame>, Task> watch) =>
        console.Live(new Text("..."))
            .Overflow(VerticalOverflow.Crop)
            .Cropping(VerticalOverflowCropping.Bottom)
            .StartAsync(live => watch(frame => live.UpdateTarget(LivePicture.Of(frame))));
}
