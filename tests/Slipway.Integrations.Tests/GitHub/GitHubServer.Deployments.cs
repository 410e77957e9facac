using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Slipway.Integrations.Tests.GitHub;

/// <content>Deployments, and what is said of them.</content>
internal sealed partial class GitHubServer
{
    private readonly List<JsonObject> _deploymentStatuses = [];

    /// <summary>In the order in which they were made.</summary>
    public List<JsonObject> Deployments { get; } = [];

    /// <summary>Adds one that somebody else made, with the states it went through.</summary>
    public JsonObject AddDeployment(string sha, string environment, params string[] states)
    {
        var made = Deploy(new JsonObject { ["ref"] = sha, ["environment"] = environment, ["payload"] = "theirs" });
        foreach (var state in states)
        {
            SayOfDeployment(Deployments.Count, state);
        }

        return made;
    }

    /// <summary>What whoever deploys says.</summary>
    public void SayOfDeployment(long id, string state, string description = "", string log = "", DateTimeOffset? at = null) =>
        _deploymentStatuses.Add(new JsonObject
        {
            ["id"] = 1_000 + _deploymentStatuses.Count, ["of"] = id, ["state"] = state, ["description"] = description, ["log_url"] = log,
            ["created_at"] = $"{at ?? TimeProvider.System.GetUtcNow():O}",
        });

    private JsonObject Deploy(JsonObject wanted)
    {
        var reference = $"{wanted["ref"]}";
        var made = new JsonObject
        {
            ["id"] = Deployments.Count + 1,
            ["sha"] = reference.Length == 40 ? reference : ShaOf(reference),
            ["ref"] = reference,
            ["environment"] = $"{wanted["environment"]}",
            ["payload"] = wanted["payload"]?.DeepClone(),
            ["description"] = wanted["description"]?.DeepClone(),
            ["asked"] = wanted.DeepClone(),
        };
        Deployments.Add(made);
        return made;
    }

    private JsonArray DeploymentsTo(HttpRequest request) =>
        Copy(Deployments.Where(one => $"{one["environment"]}" == $"{request.Query["environment"]}").Reverse());

    private JsonArray SaidOf(string id) => Copy(_deploymentStatuses.Where(status => $"{status["of"]}" == id).Reverse());
}
