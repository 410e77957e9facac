using Slipway.Core.Policies.Admission;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>The places of workflows, as the admission entity keeps them.</summary>
internal static class Places
{
    /// <summary>Another workflow, which wants a place.</summary>
    public const string Other = "wf-ffffffffffffffffffff";

    /// <summary>Gives <see cref="Other"/> a place, if there is one.</summary>
    public static Task TakeAsync(RunScene scene, AdmissionRequest? request = null) =>
        AskAsync(scene, nameof(Admission.Request), request ?? new AdmissionRequest(Other));

    /// <summary>Frees the place of <see cref="Other"/>.</summary>
    public static Task FreeAsync(RunScene scene) => AskAsync(scene, nameof(Admission.Release), Other);

    public static async Task<AdmissionQueue> QueueAsync(RunScene scene) =>
        (await scene.Fixture.Client.Entities.GetEntityAsync<AdmissionQueue>(Admission.Id))!.State;

    private static async Task AskAsync(RunScene scene, string operation, object input)
    {
        await scene.Fixture.Client.Entities.SignalEntityAsync(Admission.Id, operation, input);
        await scene.Fixture.RunUntilIdleAsync();
    }
}
