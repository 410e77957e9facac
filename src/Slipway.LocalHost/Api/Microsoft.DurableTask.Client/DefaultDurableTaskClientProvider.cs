using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Client;

/// <summary>The clients that the services were told of. Names are compared with their case.</summary>
internal sealed class DefaultDurableTaskClientProvider(IEnumerable<DefaultDurableTaskClientProvider.ClientContainer> clients)
    : IDurableTaskClientProvider
{
    public DurableTaskClient GetClient(string? name = null)
    {
        name ??= Options.DefaultName;
        return clients.FirstOrDefault(client => string.Equals(client.Name, name, StringComparison.Ordinal))?.Client
            ?? throw new ArgumentOutOfRangeException(
                nameof(name),
                name,
                "The value of this argument must be in the set of available clients: ["
                + $"{string.Join(", ", clients.Select(client => $"\"{client.Name}\""))}].");
    }

    /// <summary>Keeps a client out of the services' sight, where only the app's own choice shall be.</summary>
    internal sealed class ClientContainer(DurableTaskClient client) : IAsyncDisposable
    {
        public string Name => Client.Name;

        public DurableTaskClient Client { get; } = client;

        public ValueTask DisposeAsync() => Client.DisposeAsync();
    }
}
