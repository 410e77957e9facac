namespace Slipway.Tests.Folders;

/// <summary>Removes what a test wrote.</summary>
internal static class TestFolder
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Deletes a folder with all that is in it. What an aborted host left behind may write into it for another moment.</summary>
    public static void Delete(string path)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (Directory.Exists(path))
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (IOException) when (!patience.IsCancellationRequested)
            {
                Thread.Yield();
            }
        }
    }
}
