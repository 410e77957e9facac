using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask.Client;

/// <summary>Describes a client among an app's services.</summary>
public interface IDurableTaskClientBuilder
{
    /// <summary>The client's name; empty for the app's only one.</summary>
    string Name { get; }

    /// <summary>The app's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The client's class, derived from <see cref="DurableTaskClient"/>; null until it is chosen.</summary>
    Type? BuildTarget { get; set; }

    /// <summary>Makes the client.</summary>
    DurableTaskClient Build(IServiceProvider serviceProvider);
}
