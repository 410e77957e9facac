namespace Slipway.LocalHost.Tests.Durable;

/// <summary>Asks why an instance waits until the answer is about what a test has brought about.</summary>
internal static class WhyWaiting
{
    /// <summary>The answer, once it has a text in it.</summary>
    public static async Task<WaitingReport> WhyAsync(this TestHub hub, string id, string text)
    {
        using var patience = new CancellationTokenSource(TestHub.Patience);
        while (true)
        {
            var why = hub.Client.WhyWaiting(id);
            if (why.WaitingFor.Contains(text, StringComparison.Ordinal))
            {
                return why;
            }

            Assert.False(patience.IsCancellationRequested, $"'{id}' waits for {why.WaitingFor}, and not for {text}");
            await Task.Yield();
        }
    }
}
