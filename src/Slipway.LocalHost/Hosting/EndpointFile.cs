using System.Text.Json.Serialization;

namespace Slipway.LocalHost.Hosting;

/// <summary>
/// Where a running host listens, for programs that look for it: <c>endpoint.json</c> in the task hub's folder,
/// <c>{"url":"…","pid":1}</c>. A
/// clean stop deletes it; after a crash it names a process that is gone.
/// </summary>
internal sealed record EndpointFile(
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("pid")] int ProcessId)
{
    internal const string FileName = "endpoint.json";

    public static void Write(string folder, string url)
        => HostFiles.WriteJson(Path.Combine(folder, FileName), new EndpointFile(url, Environment.ProcessId));

    public static void Delete(string folder) => File.Delete(Path.Combine(folder, FileName));
}
