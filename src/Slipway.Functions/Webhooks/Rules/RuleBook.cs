using Microsoft.Extensions.Hosting;

namespace Slipway.Functions.Webhooks.Rules;

/// <summary>Has the rules read once, when the host starts: what cannot work keeps it from starting.</summary>
/// <param name="load">Reads them.</param>
internal sealed class RuleBook(Func<Task<StartRules>> load) : IHostedService
{
    private readonly Lazy<Task<StartRules>> _rules = new(load);

    /// <summary>The rules; a delivery may be faster than their reading.</summary>
    public Task<StartRules> RulesAsync() => _rules.Value;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => _rules.Value;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
