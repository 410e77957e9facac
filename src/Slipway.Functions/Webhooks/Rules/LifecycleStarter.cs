using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Slipway.Core.Lifecycle;
using Slipway.Core.Security.Access;
using Slipway.Functions.Api;
using Slipway.Functions.Orchestrators;

namespace Slipway.Functions.Webhooks.Rules;

/// <summary>Starts the lifecycle; its inputs are what <c>POST /api/workflows</c> takes.</summary>
/// <remarks>
/// The repository is not looked at before: GitHub waits for the answer, and nobody reads it. What is wrong with it parks the workflow,
/// where it is seen and can be put right.
/// </remarks>
internal sealed class LifecycleStarter(IOptions<SlipwayOptions> options) : IWorkflowStarter
{
    /// <summary>The name by which rules call the lifecycle.</summary>
    public const string Definition = WorkflowScope.Lifecycle;

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([Definition]);

    /// <inheritdoc/>
    public Task CheckAsync(DurableTaskClient? client, string definition, JsonElement inputs, CancellationToken cancellationToken)
    {
        Read(inputs);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> StartAsync(
        DurableTaskClient client, WorkflowId id, string definition, JsonElement inputs, CancellationToken cancellationToken) =>
        OnceAsync(client, nameof(CiCdLifecycle), id.Value, Read(inputs), cancellationToken);

    /// <summary>Starts an orchestration, or finds that its id has been used.</summary>
    /// <returns>Whether it is new.</returns>
    public static async Task<bool> OnceAsync(
        DurableTaskClient client, string orchestrator, string id, object input, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken) is not null)
        {
            return false;
        }

        try
        {
            OrchestrationRuntimeStatus[] any = [.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses];
            await client.ScheduleNewOrchestrationInstanceAsync(
                orchestrator, input, new StartOrchestrationOptions(id).WithDedupeStatuses(any), cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Each host says in a type of its own that the same delivery was faster on another way.
            if (await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken) is not null)
            {
                return false;
            }

            throw;
        }
    }

    private WorkflowRequest Read(JsonElement inputs)
    {
        var request = RequestBody.Bind<WorkflowRequest>(inputs);
        Validate(request);
        request = WorkflowRequestValidator.Sanitise(request);
        Validate(request);
        return request;
    }

    private void Validate(WorkflowRequest request)
    {
        var errors = WorkflowRequestValidator.Validate(request, options.Value.Limits);
        if (errors.Count > 0)
        {
            throw new InvalidFieldsException(errors);
        }
    }
}
