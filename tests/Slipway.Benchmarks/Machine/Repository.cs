namespace Slipway.Benchmarks.Machine;

/// <summary>The working copy this program was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
            {
                return folder.FullName;
            }
        }

        throw new BenchmarkException($"No folder above {AppContext.BaseDirectory} holds Functions.sln.");
    }
}
