namespace Slipway.Cli.Demo;

/// <summary>The samples that are shipped beside the program.</summary>
/// <param name="Path">Their folder.</param>
internal sealed record SampleFiles(string Path)
{
    /// <summary>The repository that the demo works on.</summary>
    public string RepositoryPath => System.IO.Path.Combine(Path, "demo-repository");

    /// <summary>The folder of the offline agent.</summary>
    public string AgentFolder => System.IO.Path.Combine(Path, "offline-agent");

    /// <summary>The agent's program.</summary>
    public string AgentPath => System.IO.Path.Combine(AgentFolder, "agent.cs");

    /// <summary>Finds them.</summary>
    /// <exception cref="CliException">The installation lacks them.</exception>
    public static SampleFiles Find()
    {
        var samples = new SampleFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "samples"));
        return File.Exists(samples.AgentPath) && Directory.Exists(samples.RepositoryPath)
            ? samples
            : throw CliException.BadInput(
                $"the samples are missing from {samples.Path}; build src/Slipway.Cli again, which copies them there");
    }

    /// <summary>Copies a folder and everything in it, but what builds have left.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, System.IO.Path.Combine(to, System.IO.Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            if (System.IO.Path.GetFileName(folder) is var name and not ("bin" or "obj" or ".git"))
            {
                Copy(folder, System.IO.Path.Combine(to, name));
            }
        }
    }
}
