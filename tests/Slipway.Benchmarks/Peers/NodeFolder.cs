using Slipway.Benchmarks.Machine;

namespace Slipway.Benchmarks.Peers;

/// <summary>The folder of the Node.js programs and their packages.</summary>
internal static class NodeFolder
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "tests", "Slipway.Benchmarks", "node");

    /// <summary>The Restate server's program, as its package brings it.</summary>
    /// <exception cref="BenchmarkException">The packages have not been installed.</exception>
    public static string RestateServer()
    {
        var packages = System.IO.Path.Combine(Path, "node_modules", "@restatedev");
        var programs = Directory.Exists(packages)
            ? Directory.GetDirectories(packages, "restate-server-*")
                .Select(folder => System.IO.Path.Combine(folder, "bin", "restate-server"))
            : [];
        return programs.FirstOrDefault(File.Exists)
            ?? throw new BenchmarkException($"The npm packages are missing. Run 'npm ci' in {Path}, or use run.sh, which does.");
    }
}
