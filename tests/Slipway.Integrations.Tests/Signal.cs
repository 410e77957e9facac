namespace Slipway.Integrations.Tests;

/// <summary>A named pipe by which a script says something, and the test waits for it: <c>echo word &gt; "$pipe"</c>.</summary>
internal sealed class Signal
{
    internal Signal(TestHome home, string name = "signal")
    {
        Path = System.IO.Path.Combine(home.Directory, name);
        Command.Run("mkfifo", home.Directory, Path);
    }

    internal string Path { get; }

    /// <summary>Waits for the script's line.</summary>
    internal Task<string> WaitAsync() => Task.Factory.StartNew(
        () => File.ReadAllText(Path).Trim(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
