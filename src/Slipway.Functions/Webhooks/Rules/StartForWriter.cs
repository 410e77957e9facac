using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Webhooks.Rules;

/// <summary>Starts a workflow when whoever caused it may write to the repository.</summary>
internal sealed partial class StartForWriter(
    IRepositoryAccess access, IWorkflowStarter starter, DurableUsage usage, ILogger<StartForWriter> logger)
{
    [Function(nameof(StartForWriter))]
    public async Task<string> RunAsync(
        [ActivityTrigger] StartByRuleInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        usage.Over(client);
        if (!await access.MayWriteAsync(input.Repository, input.Login, cancellationToken))
        {
            LogRefused(input.Login, input.Repository, input.WorkflowId);
            return $"{input.Login} may not write to {input.Repository}.";
        }

        var id = WorkflowId.TryParse(input.WorkflowId, out var known) ? known : throw new InvalidOperationException("It has no id.");
        await starter.StartAsync(client, id, input.Definition, input.Inputs, cancellationToken);
        return $"{input.WorkflowId} was started.";
    }

    [LoggerMessage(LogLevel.Warning, "{Login} may not write to {Repository}: {WorkflowId} was not started.")]
    private partial void LogRefused(string login, string repository, string workflowId);
}
