using System.Diagnostics;

namespace EventConsumers;

/// <summary>Runs a command for each pull request that Slipway merged, such as the tests of the whole system.</summary>
public sealed class ValidationPipeline(string command)
{
    public async Task HandleAsync(CloudEvent happened, string message)
    {
        if (happened.Type != "slipway.workflow_completed" || happened.PullRequest is not { } pullRequest)
        {
            return;
        }

        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", ["/d", "/s", "/c", command])
            : new ProcessStartInfo("/bin/sh", ["-c", command]);
        start.Environment["WORKFLOW_ID"] = happened.Subject;
        start.Environment["PULL_REQUEST_URL"] = pullRequest.GetProperty("url").GetString();
        start.Environment["MERGE_SHA"] = pullRequest.TryGetProperty("mergeSha", out var sha) ? sha.GetString() : "";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Console.WriteLine($"{happened.Subject}: {(process.ExitCode == 0 ? "valid" : $"NOT VALID, exit code {process.ExitCode}")}");
    }
}
