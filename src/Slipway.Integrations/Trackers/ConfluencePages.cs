using System.Net;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Trackers;

/// <summary>Confluence Cloud's REST API, version 2: a page is found by its title, and updated to its next version.</summary>
internal sealed class ConfluencePages(AtlassianClient client) : IDocumentation
{
    private const string Api = "/wiki/api/v2";
    private const int MaximumRaces = 3;

    /// <inheritdoc/>
    public async Task<DocumentationPage> SaveAsync(DocumentationText text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        var space = await SpaceAsync(text.Space, cancellationToken);
        var value = Storage(text.Text);
        for (var race = 1; ; race++)
        {
            var page = await FindAsync(space, text.Title, cancellationToken);
            if (page is { } current && current.Value == value)
            {
                return Shown(new DocumentationPage(current.Id, current.Version, Changed: false));
            }

            var saved = page is null
                ? await CreateAsync(space, text.Title, value, cancellationToken)
                : await UpdateAsync(page.Value, text.Title, value, cancellationToken);
            if (saved is not null)
            {
                return Shown(saved);
            }

            // Somebody else was faster: with what they left, once more.
            if (race == MaximumRaces)
            {
                throw new SlipwayException(
                    ErrorCodes.TrackerFailed, $"The page '{text.Title}' was changed by somebody else each of {MaximumRaces} times.",
                    Core.Policies.ErrorCategory.Transient);
            }
        }
    }

    private DocumentationPage Shown(DocumentationPage page) =>
        page with { Url = $"{client.Site}/wiki/pages/viewpage.action?pageId={Uri.EscapeDataString(page.Id)}" };

    private async Task<string> SpaceAsync(string key, CancellationToken cancellationToken)
    {
        var (_, json) = await client.SendAsync(
            HttpMethod.Get, $"{Api}/spaces?keys={Uri.EscapeDataString(key)}", body: null, expected: null, cancellationToken);
        return AtlassianClient.List(json, "results").Select(IdOf).FirstOrDefault()
            ?? throw new SlipwayException(ErrorCodes.TrackerFailed, $"There is no Confluence space '{key}', or the account cannot see it.");
    }

    private async Task<Found?> FindAsync(string space, string title, CancellationToken cancellationToken)
    {
        var (_, json) = await client.SendAsync(
            HttpMethod.Get, $"{Api}/pages?space-id={Uri.EscapeDataString(space)}&title={Uri.EscapeDataString(title)}&body-format=storage",
            body: null, expected: null, cancellationToken);
        foreach (var page in AtlassianClient.List(json, "results"))
        {
            return new Found(
                IdOf(page), AtlassianClient.Part(page, JsonValueKind.Number, "version", "number").GetInt32(),
                AtlassianClient.Part(page, JsonValueKind.String, "body", "storage", "value").GetString()!);
        }

        return null;
    }

    private async Task<DocumentationPage?> CreateAsync(string space, string title, string value, CancellationToken cancellationToken)
    {
        var body = new { spaceId = space, status = "current", title, body = new { representation = "storage", value } };
        var (status, json) = await client.SendAsync(HttpMethod.Post, $"{Api}/pages", body, HttpStatusCode.Conflict, cancellationToken);
        return status == HttpStatusCode.Conflict ? null : new DocumentationPage(IdOf(json), 1, Changed: true);
    }

    private async Task<DocumentationPage?> UpdateAsync(Found page, string title, string value, CancellationToken cancellationToken)
    {
        var body = new
        {
            page.Id, status = "current", title, body = new { representation = "storage", value },
            version = new { number = page.Version + 1 },
        };
        var (status, _) = await client.SendAsync(
            HttpMethod.Put, $"{Api}/pages/{Uri.EscapeDataString(page.Id)}", body, HttpStatusCode.Conflict, cancellationToken);
        return status == HttpStatusCode.Conflict ? null : new DocumentationPage(page.Id, page.Version + 1, Changed: true);
    }

    private static string IdOf(JsonElement thing) => AtlassianClient.Part(thing, JsonValueKind.String, "id").GetString()!;

    private static string Storage(string text) => string.Concat(
        text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(paragraph => $"<p>{WebUtility.HtmlEncode(paragraph).Replace("\n", "<br />", StringComparison.Ordinal)}</p>"));

    private readonly record struct Found(string Id, int Version, string Value);
}
