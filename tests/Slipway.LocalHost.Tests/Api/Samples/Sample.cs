namespace Slipway.LocalHost.Tests.Api.Samples;

/// <summary>A small API to doctor listings of.</summary>
public sealed class Sample(string name, int? size = null) : IDisposable
{
    public string Name { get; init; } = name;

    [Obsolete("To show that it is seen.")]
    public string? Old => size?.ToString();

    internal string Hidden => Name;

    public Task<T?> Find<T>(IReadOnlyList<string?> names, int limit = 100, CancellationToken cancellation = default)
        where T : class
        => Task.FromResult(names.Take(limit).OfType<T>().FirstOrDefault());

    public void Dispose()
    {
    }
}
