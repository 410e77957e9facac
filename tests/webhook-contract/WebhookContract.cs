using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Tests.Contracts;

/// <summary>GitHub's own description of its webhooks, where <c>test.sh</c> installed it.</summary>
internal static class WebhookContract
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(5);

    /// <summary>Where it is; <see langword="null"/> when it is not there.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable("SLIPWAY_WEBHOOK_CONTRACT");

    /// <summary>Says of payloads what does not fit the description.</summary>
    /// <returns>For each, in order, what is wrong with it; empty where it fits.</returns>
    public static async Task<IReadOnlyList<string[]>> CheckAsync(IEnumerable<(string Event, JsonNode Payload)> deliveries)
    {
        var start = new ProcessStartInfo("node", "validate.mjs")
        {
            WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        using var timeUp = new CancellationTokenSource(TimeLimit);
        var output = process.StandardOutput.ReadToEndAsync(timeUp.Token);
        var errors = process.StandardError.ReadToEndAsync(timeUp.Token);
        var all = new JsonArray([.. deliveries.Select(delivery => new JsonObject
        {
            ["event"] = delivery.Event, ["payload"] = delivery.Payload.DeepClone(),
        })]);
        await process.StandardInput.WriteAsync(all.ToJsonString());
        process.StandardInput.Close();
        await process.WaitForExitAsync(timeUp.Token);
        Assert.True(process.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<string[][]>(await output)!;
    }
}
