using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.Tests.Contracts;

namespace Slipway.Integrations.Tests.GitHub;

/// <content>How it answers: pages, entity tags, JSON.</content>
internal sealed partial class GitHubServer
{
    /// <summary>Somebody comments.</summary>
    public void AddComment(string login, string body) => _comments.Add(new JsonObject
    {
        ["id"] = 1_000 + _comments.Count, ["body"] = body, ["user"] = new JsonObject { ["login"] = login, ["type"] = "User" },
    });

    private async Task ListAsync(HttpContext context, (int Status, JsonNode? Json) answer)
    {
        if (context.Request.Method != "GET" || answer.Status != 200)
        {
            await AnswerAsync(context, answer.Status, answer.Json?.ToJsonString() ?? "");
            return;
        }

        var json = answer.Json;
        var headers = new List<(string, string)>();
        var list = json as JsonArray ?? (json as JsonObject)?.Select(field => field.Value).OfType<JsonArray>().FirstOrDefault();
        if (list?.Count > _pagesOf)
        {
            var page = int.TryParse(context.Request.Query["page"], out var given) ? given : 1;
            var entries = list.Skip((page - 1) * _pagesOf).Take(_pagesOf).Select(entry => entry!.DeepClone()).ToArray();
            if (page * _pagesOf < list.Count)
            {
                var next = $"{Url.AbsoluteUri.TrimEnd('/')}{context.Request.Path}?page={page + 1}";
                headers.Add(("Link", $"<{next}>; rel=\"next\", <{Url}>; rel=\"last\""));
            }

            list.Clear();
            Array.ForEach(entries, list.Add);
        }

        var text = json!.ToJsonString();
        var tag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}\"";
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            lock (_lock)
            {
                Requests[^1] += " 304";
            }

            await AnswerAsync(context, 304, "");
            return;
        }

        await AnswerAsync(context, 200, text, [.. headers, ("ETag", tag)]);
    }

    private static async Task AnswerAsync(HttpContext context, int status, string body, params (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        if (body.Length > 0)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync(body);
        }
    }

    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    /// <summary>Where GitHub's API description is there, a request to the API that does not fit it is refused and fails the test.</summary>
    private async Task<bool> BreaksContractAsync(HttpContext context, byte[] body)
    {
        const string api = "/api/v3";
        var path = context.Request.Path.Value!;
        if (!path.StartsWith(api, StringComparison.Ordinal)
            || await GitHubContract.AskAsync(context.Request, path[api.Length..], body) is not { } contract)
        {
            return false;
        }

        if (contract.Violation is { } violation)
        {
            lock (_lock)
            {
                _violations.Add($"{context.Request.Method} {path}: {violation}");
            }

            await AnswerAsync(context, 400, new JsonObject { ["message"] = $"Breaks GitHub's contract: {violation}" }.ToJsonString());
            return true;
        }

        if (AnswersWithExamples)
        {
            await AnswerAsync(context, contract.Status, contract.Example);
        }

        return AnswersWithExamples;
    }

    private static bool Fits(JsonObject pull, HttpRequest request) =>
        request.Query["head"] is not [{ } head] || head == $"acme:{pull["head"]!["ref"]}";

    private static bool HasLabels(JsonObject issue, HttpRequest request) =>
        request.Query["labels"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).All(label =>
            issue["labels"]?.AsArray().Any(own => label.Equals($"{own!["name"]}", StringComparison.OrdinalIgnoreCase)) == true);

    private static JsonObject? Find(SharedList<JsonObject> list, string number) => list.Find(entry => $"{entry["number"]}" == number);

    private static JsonArray Copy(IEnumerable<JsonObject> list) => new([.. list.Select(entry => entry.DeepClone())]);

    private static (int, JsonNode?) Add(JsonObject pull, string field, string name, JsonNode? values)
    {
        foreach (var value in values?.AsArray() ?? [])
        {
            pull[field]!.AsArray().Add(new JsonObject { [name] = $"{value}" });
        }

        return (200, new JsonArray());
    }

    private (int, JsonNode?) Ask(JsonObject pull, JsonNode body)
    {
        if (body["reviewers"]!.AsArray().Any(login => $"{login}" == "stranger"))
        {
            return (422, JsonNode.Parse("""{"message":"Reviews may only be requested from collaborators."}"""));
        }

        Add(pull, "requested_reviewers", "login", body["reviewers"]);
        Add(pull, "requested_teams", "slug", body["team_reviewers"]);
        _events.AddRange((body["team_reviewers"]?.AsArray() ?? []).Select(team => new JsonObject
        {
            ["id"] = 1, ["event"] = "review_requested", ["requested_team"] = new JsonObject { ["slug"] = $"{team}" },
        }));
        return (201, pull.DeepClone());
    }

    private static (int, JsonNode?) Assign(JsonObject issue, JsonNode body)
    {
        issue["assignees"] = new JsonArray([.. body["assignees"]!.AsArray()
            .Where(login => $"{login}" != "stranger").Select(login => new JsonObject { ["login"] = $"{login}" })]);
        return (201, issue.DeepClone());
    }

    private (int, JsonNode?) KeepStatus(string sha, JsonNode body)
    {
        body["sha"] = sha;
        return Keep(Statuses, body);
    }

    /// <summary>The last status of each context.</summary>
    private JsonArray StatusesOf(string sha) => Copy(Statuses
        .Where(status => status["sha"] is not { } of || $"{of}" == sha)
        .GroupBy(status => $"{status["context"]}").Select(same => same.Last()));

    private JsonObject Branch() => new()
    {
        ["name"] = "main",
        ["protection"] = new JsonObject
        {
            ["required_status_checks"] = new JsonObject
            {
                ["contexts"] = new JsonArray([.. ProtectionRequires.Select(name => (JsonNode)name)]),
            },
        },
    };

    private JsonArray Rules() => new(
    [
        new JsonObject { ["type"] = "deletion" },
        new JsonObject
        {
            ["type"] = "required_status_checks",
            ["parameters"] = new JsonObject
            {
                ["required_status_checks"] = new JsonArray([.. RulesRequire.Select(name => new JsonObject { ["context"] = name })]),
            },
        },
    ]);

    private static (int, JsonNode?) NotFound() => ((int)HttpStatusCode.NotFound, JsonNode.Parse("""{"message":"Not Found"}"""));
}
