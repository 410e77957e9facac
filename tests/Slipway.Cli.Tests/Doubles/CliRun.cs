namespace Slipway.Cli.Tests.Doubles;

/// <summary>Runs command lines in this process, with everything outside replaced but HTTP.</summary>
internal sealed class CliRun : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public CliRun(FakeHost? host = null, bool running = true)
    {
        Launcher = new FakeLauncher(host);
        _variables["SLIPWAY_HOME"] = DataPath;
        if (host is not null && running)
        {
            host.WriteFiles(DataPath);
        }
    }

    public FakeLauncher Launcher { get; }

    /// <summary>The real one instead of <see cref="Launcher"/>, when set.</summary>
    public Slipway.Cli.Hosting.IHostLauncher? RealLauncher { get; init; }

    public TimeProvider Time { get; init; } = new ImmediateTime();

    public bool IsInteractive { get; init; }

    /// <summary>What comes on standard input.</summary>
    public string Input { get; init; } = string.Empty;

    public string Path => _folder.Path;

    public string DataPath => _folder["data"];

    public StringWriter Output { get; } = new();

    public StringWriter Error { get; } = new();

    public string this[string variable]
    {
        set => _variables[variable] = value;
    }

    public Task<int> InvokeAsync(params string[] args) => InvokeAsync(CancellationToken.None, args);

    public Task<int> InvokeAsync(CancellationToken cancellationToken, params string[] args) => SlipwayCommandLine.InvokeAsync(
        args,
        new CliEnvironment
        {
            Output = Output,
            Error = Error,
            Input = () => new StringReader(Input),
            Time = Time,
            Variable = name => _variables.GetValueOrDefault(name),
            Launcher = RealLauncher ?? Launcher,
            IsInteractive = IsInteractive,
            CurrentDirectory = Path,
            Program = "slipway",
            Actor = "tester",
        },
        cancellationToken);

    public void Dispose() => _folder.Dispose();
}
