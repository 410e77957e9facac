using System.Diagnostics;

namespace Slipway.LocalHost.Durable.Replay;

/// <summary>Finds where in the app's code the engine was called. Slow: for messages only.</summary>
internal static class CodeLocation
{
    private static readonly string Own = typeof(CodeLocation).Assembly.GetName().Name!;

    /// <summary>File and line of the innermost caller that is the app's; null without debug symbols.</summary>
    public static string? OfCaller() =>
        new StackTrace(fNeedFileInfo: true).GetFrames()
            .Where(frame => frame.GetFileName() is not null && IsTheApps(frame))
            .Select(frame => $"{frame.GetFileName()}:{frame.GetFileLineNumber()}")
            .FirstOrDefault();

    private static bool IsTheApps(StackFrame frame) =>
        frame.GetMethod()?.Module.Assembly.GetName().Name is { } assembly
        && assembly != Own
        && !assembly.StartsWith("System.", StringComparison.Ordinal)
        && !assembly.StartsWith("Microsoft.", StringComparison.Ordinal);
}
