using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Configuration;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Testing;

namespace Slipway.LocalHost.Hosting;

/// <summary>
/// A start of the app that only replays a recorded run with the app's own orchestrators: no task hub is opened, no port, no service
/// started. Asked for by <c>LocalHost:Replay</c>; <c>LocalHost:ReplayResult</c> is the file that gets the result as JSON.
/// </summary>
/// <param name="file">The exported run.</param>
/// <param name="resultFile">Where the result goes; null for the log alone.</param>
internal sealed class ReplayMode(string file, string? resultFile)
{
    /// <summary>The mode, if it is asked for.</summary>
    public static ReplayMode? From(IConfiguration configuration)
    {
        var section = configuration.GetSection(HostSettings.Section);
        return section["Replay"] is { Length: > 0 } file ? new ReplayMode(file, section["ReplayResult"]) : null;
    }

    /// <summary>Replays the run.</summary>
    /// <exception cref="LocalHostException">The file cannot be read, or is no exported run.</exception>
    public ReplayResult Run(IDurableTaskCatalog catalog, DataConverter converter)
    {
        try
        {
            var result = OrchestrationReplay.Load(file).Run(catalog, converter);
            if (resultFile is not null)
            {
                File.WriteAllText(resultFile, JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
            }

            return result;
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new LocalHostException($"The run in '{file}' cannot be replayed: {exception.Message}", exception);
        }
    }
}
