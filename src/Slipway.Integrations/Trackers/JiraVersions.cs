using System.Globalization;
using System.Net;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Trackers;

/// <summary>The versions of Jira Cloud's projects.</summary>
internal sealed class JiraVersions(AtlassianClient client) : IReleaseVersions
{
    private const string Api = "/rest/api/3";
    private const int LongestName = 255;

    /// <inheritdoc/>
    public async Task<bool> CreateAsync(string project, string name, string? description, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, LongestName);
        if (await FindAsync(project, name, cancellationToken) is not null)
        {
            return false;
        }

        // A project is named by its number, not its key.
        var (_, json) = await client.SendAsync(HttpMethod.Get, PathOf(project), body: null, expected: null, cancellationToken);
        var number = long.TryParse(Text(json, "id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new SlipwayException(ErrorCodes.TrackerFailed, $"Jira's answer about the project '{project}' has no id.");
        var (status, _) = await client.SendAsync(
            HttpMethod.Post, $"{Api}/version", new { name, projectId = number, description, released = false }, HttpStatusCode.BadRequest,
            cancellationToken);

        // Refused because somebody else was faster, it is there; else it is not.
        if (status == HttpStatusCode.BadRequest && await FindAsync(project, name, cancellationToken) is null)
        {
            throw new SlipwayException(ErrorCodes.TrackerFailed, $"Jira refuses the version '{name}' of {project}.");
        }

        return status != HttpStatusCode.BadRequest;
    }

    /// <inheritdoc/>
    public async Task<bool> ReleaseAsync(string project, string name, DateOnly day, CancellationToken cancellationToken)
    {
        var version = await FindAsync(project, name, cancellationToken)
            ?? throw new SlipwayException(ErrorCodes.TrackerFailed, $"{project} has no version '{name}'; make it first.");
        if (version.TryGetProperty("released", out var released) && released.ValueKind == JsonValueKind.True)
        {
            return false;
        }

        var releaseDate = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await client.SendAsync(
            HttpMethod.Put, $"{Api}/version/{Uri.EscapeDataString(Text(version, "id") ?? "")}", new { released = true, releaseDate },
            expected: null, cancellationToken);
        return true;
    }

    private async Task<JsonElement?> FindAsync(string project, string name, CancellationToken cancellationToken)
    {
        var (_, versions) = await client.SendAsync(
            HttpMethod.Get, $"{PathOf(project)}/versions", body: null, expected: null, cancellationToken);
        return AtlassianClient.List(versions, "").Where(version => Text(version, "name") == name)
            .Select(version => (JsonElement?)version).FirstOrDefault();
    }

    private static string PathOf(string project) => $"{Api}/project/{Uri.EscapeDataString(project)}";

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
