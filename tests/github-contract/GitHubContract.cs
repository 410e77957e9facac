using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Slipway.Tests.Contracts;

/// <summary>GitHub's own description of its API, served by Prism: says of a request whether it fits the description, and how GitHub would
/// answer it. One process for all tests of an assembly.</summary>
/// <remarks>
/// Prism answers with the description's examples, of which some do not fit the description themselves; only what is wrong with the request
/// is looked at. It finds no answer for an <c>Accept</c> of <c>application/vnd.github+json</c> alone (406): the description calls all
/// answers <c>application/json</c>, and GitHub takes both.
/// </remarks>
internal sealed class GitHubContract
{
    private const string Listening = "Prism is listening on ";
    private const string Violations = "sl-violations";

    private static readonly string[] Kept =
    [
        "app", "branches", "check-runs", "collaborators", "commits", "contents", "deployments", "hooks", "installation", "issues", "pulls",
        "rules", "statuses",
    ];

    private static readonly string[] Copied = ["Accept", "Authorization", "User-Agent", "X-GitHub-Api-Version", "If-None-Match"];

    private static readonly Lazy<Task<GitHubContract?>> One = new(StartAsync);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly HttpClient _prism;

    private GitHubContract(Process process, Task<string> errors, Uri address)
    {
        _process = process;
        _errors = errors;
        _prism = new HttpClient { BaseAddress = address };
    }

    /// <summary>Where <c>test.sh</c> installed it; <see langword="null"/> when it is not there.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable("SLIPWAY_GITHUB_CONTRACT");

    /// <summary>Starts it, which takes a while, where it is installed.</summary>
    public static Task ReadyAsync() => One.Value;

    /// <summary>Asks it about a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="path">Its path in the API.</param>
    /// <param name="body">Its body; empty for none.</param>
    /// <returns>What is wrong with the request, and the answer by the description; <see langword="null"/> when it is not installed.
    /// </returns>
    public static async Task<(string? Violation, int Status, string Example)?> AskAsync(HttpRequest request, string path, byte[] body)
    {
        if (await One.Value is not { } contract)
        {
            return null;
        }

        using var copy = new HttpRequestMessage(new HttpMethod(request.Method), OneSegment(path) + request.QueryString);
        foreach (var name in Copied.Where(name => request.Headers.ContainsKey(name)))
        {
            copy.Headers.TryAddWithoutValidation(name, request.Headers[name].ToString());
        }

        if (body.Length > 0)
        {
            copy.Content = new ByteArrayContent(body);
            copy.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        try
        {
            using var answer = await contract._prism.SendAsync(copy);
            var text = await answer.Content.ReadAsStringAsync();
            return (ViolationOf(answer, text), (int)answer.StatusCode, text);
        }
        catch (HttpRequestException exception)
        {
            var end = contract._process.HasExited ? $" It ended with {contract._process.ExitCode}: {await contract._errors}" : "";
            return ($"Prism cannot be asked: {exception.Message}{end}", 0, "");
        }
    }

    /// <summary>Prism knows no parameter that has slashes in it, as a file's path has.</summary>
    private static string OneSegment(string path)
    {
        const string Contents = "/contents/";
        return path.IndexOf(Contents, StringComparison.Ordinal) is > 0 and var at
            ? path[..(at + Contents.Length)] + Uri.EscapeDataString(path[(at + Contents.Length)..])
            : path;
    }

    private static string? ViolationOf(HttpResponseMessage answer, string text)
    {
        if (answer.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            return text;
        }

        var said = answer.Headers.TryGetValues(Violations, out var values) ? string.Concat(values) : "[]";
        var ofRequest = JsonNode.Parse(said)!.AsArray().Where(violation => $"{violation!["location"]![0]}" == "request").ToList();
        return ofRequest.Count == 0 ? null : string.Join("; ", ofRequest.Select(violation => $"{violation!["message"]}"));
    }

    private static async Task<GitHubContract?> StartAsync()
    {
        if (Folder is null)
        {
            return null;
        }

        var description = Path.Combine(Path.GetTempPath(), $"slipway-github-{Environment.ProcessId}.json");
        await File.WriteAllTextAsync(description, await DescriptionAsync());
        var process = Process.Start(new ProcessStartInfo(
            "node",
            [
                Path.Combine(Folder, "node_modules/@stoplight/prism-cli/dist/index.js"), "mock", "--port", "0", "--host", "127.0.0.1",
                description,
            ])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            // Only now: Prism watches its description, and starts anew at another port when that changes or goes.
            process.Kill();
            File.Delete(description);
        };
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                // Read on, so that the pipe never fills up.
                _ = process.StandardOutput.ReadToEndAsync();
                return new GitHubContract(process, errors, new Uri(line[(at + Listening.Length)..].Trim()));
            }
        }

        throw new InvalidOperationException("Prism ended without listening.");
    }

    /// <summary>The part about what Slipway uses: the whole takes Prism three times as long to read.</summary>
    private static async Task<string> DescriptionAsync()
    {
        var file = Path.Combine(Folder!, "node_modules/@octokit/openapi/generated/api.github.com.json");
        var description = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
        var paths = description["paths"]!.AsObject();
        foreach (var path in paths.Select(entry => entry.Key).Where(path => !IsKept(path)).ToList())
        {
            paths.Remove(path);
        }

        return description.ToJsonString();
    }

    private static bool IsKept(string path) =>
        path == "/user"
        || Kept.Contains(path.Replace("/repos/{owner}/{repo}", "", StringComparison.Ordinal).Split('/').ElementAtOrDefault(1));
}
