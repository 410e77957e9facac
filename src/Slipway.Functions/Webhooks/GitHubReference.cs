using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;

namespace Slipway.Functions.Webhooks;

/// <summary>An entity for each commit and pull request of a workflow's branch that a delivery told of: whose it is.</summary>
/// <remarks>Deliveries about checks of a commit, and comments, name no branch. What came before tells whose they are.</remarks>
internal sealed class GitHubReference : TaskEntity<string>
{
    /// <summary>Notes the workflow; whoever was noted first stays.</summary>
    public void Set(string workflow)
    {
        if (string.IsNullOrEmpty(State))
        {
            State = workflow;
        }
    }

    /// <summary>Runs the entity's operations.</summary>
    [Function(nameof(GitHubReference))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<GitHubReference>();

    /// <summary>The entity of a commit's name, or of <c>owner/name#5</c>. Hashed: not every store takes such characters in a key.</summary>
    public static EntityInstanceId IdOf(string reference) => new(
        nameof(GitHubReference), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference.ToLowerInvariant())))[..40]);

    /// <inheritdoc/>
    protected override string InitializeState(TaskEntityOperation entityOperation) => "";
}
