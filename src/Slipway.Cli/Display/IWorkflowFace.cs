namespace Slipway.Cli.Display;

/// <summary>A way to show a workflow while it runs.</summary>
internal interface IWorkflowFace
{
    /// <summary>Opens the display, hands it to <paramref name="watch"/>, and closes it when that has ended.</summary>
    Task ShowAsync(Func<Action<Frame>, Task> watch);
}
