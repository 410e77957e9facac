using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Slipway.Integrations.Tests.GitHub;

/// <content>Git's smart HTTP protocol over the bare repository, for those who bring a token of the application's installation.</content>
internal sealed partial class GitHubServer
{
    private const string GitPath = "/acme/shop.git";

    /// <summary>Who came to Git's side, each time.</summary>
    public SharedList<string> GitLogins { get; } = [];

    /// <summary>Whether a token stood in the command line of any process while Git talked to it.</summary>
    public bool TokenWasInCommandLine { get; private set; }

    private Task DispatchAsync(HttpContext context) =>
        context.Request.Path.StartsWithSegments(GitPath) ? ServeGitAsync(context) : HandleAsync(context);

    private async Task ServeGitAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var login = header.StartsWith("Basic ", StringComparison.Ordinal)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])) : "";
        lock (_lock)
        {
            GitLogins.Add(login);
        }

        if (!login.StartsWith("x-access-token:ghs_", StringComparison.Ordinal))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"GitHub\"";
            await AnswerAsync(context, 401, "{}");
            return;
        }

        TokenWasInCommandLine |= CommandLines().Any(line => line.Contains("ghs_", StringComparison.Ordinal)
            || line.Contains(header["Basic ".Length..], StringComparison.Ordinal));
        var asked = context.Request.Query["service"].ToString();
        var isAdvertisement = asked.Length > 0;
        var service = isAdvertisement ? asked : context.Request.Path.Value!.Split('/')[^1];
        context.Response.ContentType = $"application/x-{service}-{(isAdvertisement ? "advertisement" : "result")}";
        if (isAdvertisement)
        {
            var line = $"# service={service}\n";
            await context.Response.WriteAsync($"{line.Length + 4:x4}{line}0000");
        }

        await RunGitAsync(service["git-".Length..], isAdvertisement, context);
    }

    private async Task RunGitAsync(string service, bool isAdvertisement, HttpContext context)
    {
        var start = new ProcessStartInfo("git") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        string[] arguments = [service, "--stateless-rpc", .. isAdvertisement ? new[] { "--advertise-refs" } : [], Bare!];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var isZipped = context.Request.Headers.ContentEncoding == "gzip";
        await using (var body = isZipped ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body)
        {
            await body.CopyToAsync(process.StandardInput.BaseStream);
        }

        process.StandardInput.Close();
        await process.StandardOutput.BaseStream.CopyToAsync(context.Response.Body);
        await process.WaitForExitAsync();
    }

    private static IEnumerable<string> CommandLines()
    {
        foreach (var process in OperatingSystem.IsLinux() ? Directory.EnumerateDirectories("/proc") : [])
        {
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            yield return line;
        }
    }
}
