using Slipway.Cli.Contract;

namespace Slipway.Cli.Display;

/// <summary>A line an event, or a thing an agent does, with its local time; and a sign of life when nothing has happened for a while.
/// </summary>
internal sealed class PlainFace(TextWriter output, TimeProvider time) : IWorkflowFace
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    private DateTimeOffset _lastLine = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public Task ShowAsync(Func<Action<Frame>, Task> watch) => watch(Draw);

    private void Draw(Frame frame)
    {
        foreach (var e in frame.Events.Skip(frame.FirstNew).Concat(frame.NewProgress).OrderBy(e => e.Time))
        {
            Write(e.Time, EventWords.Topic(e), EventWords.Describe(e));
            _lastLine = frame.Now;
        }

        if (!frame.Workflow.HasEnded && frame.Now - _lastLine >= Quiet)
        {
            Write(frame.Now, "waiting", WaitingWords(frame.Workflow));
            _lastLine = frame.Now;
        }
    }

    private static string WaitingWords(WorkflowView workflow) =>
        SafeText.Line(string.IsNullOrEmpty(workflow.WaitingFor) ? $"{workflow.State}, {workflow.Status}" : workflow.WaitingFor);

    private void Write(DateTimeOffset at, string topic, string words)
    {
        var local = TimeZoneInfo.ConvertTime(at, time.LocalTimeZone);
        output.WriteLine($"{local:HH:mm:ss}  {topic,-8}  {words}".TrimEnd());
        output.Flush();
    }
}
