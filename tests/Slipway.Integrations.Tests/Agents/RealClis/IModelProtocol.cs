using System.Text.Json.Nodes;

namespace Slipway.Integrations.Tests.Agents.RealClis;

/// <summary>How a model's service speaks.</summary>
internal interface IModelProtocol
{
    /// <summary>Whether a request is the agent's work, and not one of those it makes beside it (a title, a warm-up).</summary>
    bool IsWork(JsonNode request);

    /// <summary>The server-sent events of an answer.</summary>
    IEnumerable<(string Name, object Data)> Events(ModelTurn turn, JsonNode request);
}
