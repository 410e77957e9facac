namespace Microsoft.Azure.Functions.Worker;

/// <summary>What an invocation carries, by type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Sets a feature.</summary>
    void Set<T>(T instance);

    /// <summary>A feature; null when there is none.</summary>
    T? Get<T>();
}
