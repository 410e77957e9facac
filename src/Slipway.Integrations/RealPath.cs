namespace Slipway.Integrations;

/// <summary>Paths as Git writes them.</summary>
internal static class RealPath
{
    /// <summary>The absolute path without symbolic links; parts that do not exist stay as they are.</summary>
    internal static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(full);
        if (parent is null)
        {
            return full;
        }

        var candidate = Path.Combine(Of(parent), Path.GetFileName(full));
        var target = Directory.Exists(candidate) ? Directory.ResolveLinkTarget(candidate, returnFinalTarget: true) : null;
        return target is null ? candidate : Of(target.FullName);
    }
}
