using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway webhook</c>: what has to do with deliveries.</summary>
internal sealed class WebhookCommand : Command
{
    /// <summary>Makes the verb with those under it.</summary>
    public WebhookCommand(CliEnvironment environment)
        : base("webhook", "Work with GitHub's deliveries.") => Add(new WebhookReplayCommand(environment));
}
