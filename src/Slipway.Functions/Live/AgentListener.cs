using System.Threading.Channels;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Functions.Live;

/// <summary>Passes on what one agent does, in order. Of what comes while one thing is passed on, only the latest stays.</summary>
internal sealed class AgentListener : IProgress<AgentProgress>, IAsyncDisposable
{
    private const int MaxLength = 200;

    private readonly Channel<AgentProgress> _latest = Channel.CreateBounded<AgentProgress>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Task _passing;

    /// <summary>Begins.</summary>
    /// <param name="pass">Takes one thing; what it throws is not the agent's affair, and the thing is lost.</param>
    public AgentListener(Func<AgentProgress, Task> pass) => _passing = PassAsync(pass);

    /// <inheritdoc/>
    public void Report(AgentProgress value) => _latest.Writer.TryWrite(value);

    /// <summary>Passes the last thing on.</summary>
    public async ValueTask DisposeAsync()
    {
        _latest.Writer.TryComplete();
        await _passing;
    }

    private async Task PassAsync(Func<AgentProgress, Task> pass)
    {
        await foreach (var progress in _latest.Reader.ReadAllAsync())
        {
            try
            {
                await pass(progress with { Text = Redactor.Redact(Sanitiser.Line(progress.Text, MaxLength)) });
            }
#pragma warning disable CA1031 // Nobody being told must not end an agent's run.
            catch (Exception)
#pragma warning restore CA1031
            {
                continue;
            }
        }
    }
}
