using System.Net.Http.Json;

namespace EventConsumers;

/// <summary>Tells people what they should know: that it is done, that it failed, that somebody is waited for.</summary>
public sealed class Notifier(HttpClient http, Uri? webhook)
{
    public async Task HandleAsync(CloudEvent happened, string message)
    {
        var text = happened.Type switch
        {
            "slipway.workflow_completed" => $"{happened.Subject} is done.",
            "slipway.workflow_failed" => $"{happened.Subject} failed and waits for a decision: {happened.Text("message")}",
            "slipway.workflow_cancelled" => $"{happened.Subject} was cancelled by {happened.Text("actor")}.",
            "slipway.approval_requested" => $"{happened.Subject} waits for somebody to approve {happened.Text("what")}.",
            _ => null,
        };
        if (text is null)
        {
            return;
        }

        if (webhook is null)
        {
            Console.WriteLine(text);
            return;
        }

        using var answer = await http.PostAsJsonAsync(webhook, new { text });
        answer.EnsureSuccessStatusCode();
    }
}
