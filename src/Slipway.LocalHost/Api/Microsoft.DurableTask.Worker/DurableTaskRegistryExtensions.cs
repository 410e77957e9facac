namespace Microsoft.DurableTask.Worker;

/// <summary>From what is registered to what is made.</summary>
internal static class DurableTaskRegistryExtensions
{
    /// <summary>A factory of what the registry holds now.</summary>
    public static IDurableTaskFactory BuildFactory(this DurableTaskRegistry registry) => new DurableTaskFactory(registry);
}
