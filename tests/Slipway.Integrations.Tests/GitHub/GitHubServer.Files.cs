using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Integrations.Tests.GitHub;

/// <content>The contents API, over files in memory.</content>
internal sealed partial class GitHubServer
{
    /// <summary>By path; a folder has a path that ends with a slash.</summary>
    public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    private readonly Dictionary<string, string> _commits = new(StringComparer.Ordinal);

    private static string BlobOf(string content) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..40];

    private JsonArray CommitsOf(string path) => _commits.TryGetValue(path, out var message)
        ? [new JsonObject { ["sha"] = new string('c', 40), ["commit"] = new JsonObject { ["message"] = message } }]
        : [];

    private (int, JsonNode?) ReadFile(string path)
    {
        if (Files.ContainsKey(path + "/"))
        {
            return (200, new JsonArray());
        }

        if (!Files.TryGetValue(path, out var content))
        {
            return NotFound();
        }

        // GitHub breaks the lines of what it encodes, and leaves out what is larger than 1 MB.
        var bytes = Encoding.UTF8.GetBytes(content);
        var isLarge = bytes.Length > 1_000_000;
        return (200, new JsonObject
        {
            ["type"] = "file", ["path"] = path, ["sha"] = BlobOf(content), ["size"] = bytes.Length,
            ["encoding"] = isLarge ? "none" : "base64",
            ["content"] = isLarge ? "" : Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n"),
        });
    }

    private (int, JsonNode?) WriteFile(string path, JsonNode body)
    {
        var known = Files.GetValueOrDefault(path);
        if (known is not null && body["sha"] is null)
        {
            return (422, JsonNode.Parse("""{"message":"Invalid request.\n\n\"sha\" wasn't supplied."}"""));
        }

        if (known is not null && $"{body["sha"]}" != BlobOf(known))
        {
            return (409, new JsonObject { ["message"] = $"{path} does not match {body["sha"]}" });
        }

        _commits[path] = $"{body["message"]}";
        Files[path] = Encoding.UTF8.GetString(Convert.FromBase64String($"{body["content"]}"));
        return (known is null ? 201 : 200, new JsonObject
        {
            ["content"] = new JsonObject { ["sha"] = BlobOf(Files[path]) }, ["commit"] = new JsonObject { ["sha"] = new string('c', 40) },
        });
    }
}
