using System.Text.Json;
using Microsoft.DurableTask.Client;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Api;

namespace Slipway.Functions.Webhooks.Rules;

/// <summary>Starts workflows by the name of what they run and the inputs that a rule gives.</summary>
internal interface IWorkflowStarter
{
    /// <summary>What it can start, by name.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Checks inputs without starting anything.</summary>
    /// <param name="client">Finds registered definitions, too; <see langword="null"/> where there is none.</param>
    /// <param name="definition">What is to be started.</param>
    /// <param name="inputs">What it is given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidFieldsException">They do not fit the definition.</exception>
    /// <exception cref="Core.SlipwayException">The definition, or what it is given, cannot be used.</exception>
    Task CheckAsync(DurableTaskClient? client, string definition, JsonElement inputs, CancellationToken cancellationToken);

    /// <summary>Starts a workflow, or finds it started.</summary>
    /// <param name="client">Where.</param>
    /// <param name="id">Its id, always the same for the same cause.</param>
    /// <param name="definition">One of <see cref="ListAsync"/>, or one that is registered.</param>
    /// <param name="inputs">What it is given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it is new.</returns>
    /// <exception cref="InvalidFieldsException">The inputs do not fit the definition.</exception>
    Task<bool> StartAsync(
        DurableTaskClient client, WorkflowId id, string definition, JsonElement inputs, CancellationToken cancellationToken);
}
