namespace Slipway.Integrations.Agents.Templates;

/// <summary>Says what is wrong in the definition of an agent behind an endpoint, and what would be right.</summary>
internal static class AgentEndpointCheck
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(10);

    internal static IEnumerable<string> Problems(AgentDefinition definition)
    {
        var endpoint = definition.Endpoint!;
        if (!endpoint.IsAbsoluteUri || endpoint.UserInfo.Length > 0
            || !(endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback)))
        {
            yield return $"Endpoint is '{Shown(endpoint)}'; give an https address, or http on this machine, without a user's name: a token "
                + "is sent to it.";
        }
        else if (endpoint.Query.Length > 0 || endpoint.Fragment.Length > 0)
        {
            yield return "Endpoint has a query or a fragment; give the address below which /.well-known/agent-card.json is, or the card's.";
        }

        if (definition.TokenVariable is { } variable && IntegrationOptionsValidator.IsNoName(variable))
        {
            yield return $"TokenVariable holds '{IntegrationOptionsValidator.Shorten(variable)}'; give the variable's name, not the token.";
        }

        if (definition.PollInterval < ShortestInterval || definition.PollInterval > LongestInterval)
        {
            yield return $"PollInterval is {definition.PollInterval:c}; give 00:00:01 to 00:10:00.";
        }

        if (AgentDefinitionCheck.HasUnknownCapability(definition))
        {
            yield return AgentDefinitionCheck.UnknownCapability;
        }

        var extra = ForCommands(definition).ToList();
        if (extra.Count > 0)
        {
            yield return $"Endpoint does not go with {string.Join(", ", extra)}: an agent is a command line or a service; remove one of "
                + "both.";
        }
    }

    private static IEnumerable<string> ForCommands(AgentDefinition definition)
    {
        (string Name, bool IsSet)[] all =
        [
            (nameof(definition.Command), definition.Command.Length > 0), (nameof(definition.Resume), definition.Resume is not null),
            (nameof(definition.SessionArguments), definition.SessionArguments is not null),
            (nameof(definition.CostArguments), definition.CostArguments is not null),
            (nameof(definition.TurnArguments), definition.TurnArguments is not null),
            (nameof(definition.Environment), definition.Environment.Count > 0),
            (nameof(definition.Variables), definition.Variables.Count > 0),
            (nameof(definition.HowToInstall), definition.HowToInstall is not null),
            (nameof(definition.Output), definition.Output != AgentOutputFormat.Text),
            (nameof(definition.VersionCommand), definition.VersionCommand is not null),
            (nameof(definition.Versions), definition.Versions is not null),
            (nameof(definition.ExitCodes), definition.ExitCodes.Count > 0), (nameof(definition.Failures), definition.Failures.Count > 0),
        ];
        return all.Where(field => field.IsSet).Select(field => field.Name);
    }

    // A name and a password may stand in it.
    private static string Shown(Uri endpoint) => IntegrationOptionsValidator.Shorten(
        endpoint.IsAbsoluteUri && endpoint.UserInfo.Length > 0 ? $"{endpoint.Scheme}://…@{endpoint.Host}" : endpoint.OriginalString);
}
