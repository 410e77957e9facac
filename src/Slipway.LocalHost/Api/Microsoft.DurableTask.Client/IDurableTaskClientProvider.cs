namespace Microsoft.DurableTask.Client;

/// <summary>Finds the clients among an app's services.</summary>
public interface IDurableTaskClientProvider
{
    /// <summary>The client of a name; null means the one without a name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    DurableTaskClient GetClient(string? name = null);
}
