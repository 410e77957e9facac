using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

/// <summary>A step of one's own: counts the words of a text.</summary>
internal sealed class CountWords : IStepPlugin
{
    public string Name => "text.count_words";

    public Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Text("text") is not { } text)
        {
            return Task.FromResult(StepOutcome.Failed(
                ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration, $"'{context.StepId}' needs a text to count the words of."));
        }

        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        return Task.FromResult(StepOutcome.Success($"{words} words.", new { words }));
    }
}
