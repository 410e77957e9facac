using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests;

/// <summary>A directory of a test's own, with everything registered as a host would.</summary>
internal sealed class TestHome : IDisposable
{
    private readonly ServiceProvider _services;

    internal TestHome(params (string Key, string Value)[] settings)
        : this(System.IO.Directory.CreateTempSubdirectory("slipway-test-").FullName, settings)
    {
    }

    private TestHome(string directory, (string Key, string Value)[] settings)
    {
        Directory = directory;
        Settings = settings;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Slipway:{setting.Key}", (string?)setting.Value)))
            .AddInMemoryCollection([KeyValuePair.Create("Slipway:DataDirectory", (string?)Data)])
            .Build();
        _services = new ServiceCollection().AddSlipwayIntegrations(configuration).BuildServiceProvider();
    }

    internal string Directory { get; }

    internal string Data => Path.Combine(Directory, "data");

    internal IWorkspaces Workspaces => Get<IWorkspaces>();

    internal IGitPlatform Pulls => Get<IGitPlatform>();

    internal IAgentCatalog Agents => Get<IAgentCatalog>();

    internal IQualityGate Gate => Get<IQualityGate>();

    internal IArtifactStore Artifacts => Get<IArtifactStore>();

    internal IProcessSupervisor Supervisor => Get<IProcessSupervisor>();

    private (string Key, string Value)[] Settings { get; }

    internal T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Another host on the same data directory.</summary>
    internal TestHome Restart() => new(Directory, Settings);

    /// <summary>A host with these settings in the same directory.</summary>
    internal TestHome WithSettings(params (string Key, string Value)[] settings) => new(Directory, settings);

    /// <summary>Makes a subdirectory.</summary>
    internal string Make(string name) => System.IO.Directory.CreateDirectory(Path.Combine(Directory, name)).FullName;

    /// <summary>An executable shell script.</summary>
    internal string Script(string name, string body)
    {
        var path = Path.Combine(Directory, name);
        File.WriteAllText(path, "#!/bin/sh\n" + body + "\n");
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("These tests run shell scripts.");
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    internal string ReadArtifact(ArtifactReference? reference)
    {
        Assert.NotNull(reference);
        using var stream = Artifacts.OpenRead(reference.Sha256);
        Assert.NotNull(stream);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public void Dispose()
    {
        _services.Dispose();
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
