using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Integrations.Agents;
using Slipway.Integrations.Agents.Templates;

namespace Slipway.Integrations;

/// <summary>Says at start, with the setting's name, what is wrong and what would be right.</summary>
internal sealed class IntegrationOptionsValidator : IValidateOptions<IntegrationOptions>
{
    private const int MaximumAgents = 100;
    private const int MaximumMembers = 20;
    private const int MaximumWeight = 100;
    private const int MaximumPrices = 200;

    // The lines by which a log says that it was cut.
    private const int LogOverheadBytes = 4096;

    public ValidateOptionsResult Validate(string? name, IntegrationOptions options)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true);
        var problems = found.Select(result => $"Slipway:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}").ToList();
        if (!Path.IsPathFullyQualified(options.DataDirectory ?? string.Empty))
        {
            problems.Add($"Slipway:DataDirectory is '{options.DataDirectory}'; it must be an absolute path.");
        }

        if (options.ArtifactLimitBytes < options.LogLimitBytes + LogOverheadBytes)
        {
            problems.Add(
                $"Slipway:ArtifactLimitBytes is {options.ArtifactLimitBytes}; a log of {options.LogLimitBytes} bytes must fit in.");
        }

        problems.AddRange(AgentLimitCheck.Problems(options));
        problems.AddRange(options.PassThroughEnvironment.Where(IsNoName).Select(variable =>
            $"Slipway:PassThroughEnvironment holds '{Shorten(variable)}'; give the variable's name only, without a value."));
        if (options.Agents.Count > MaximumAgents)
        {
            problems.Add($"Slipway:Agents holds {options.Agents.Count} agents; at most {MaximumAgents} are allowed.");
        }

        foreach (var (agent, definition) in options.Agents)
        {
            problems.AddRange(AgentDefinitionCheck.Problems("Slipway:Agents", agent, definition));
        }

        problems.AddRange(FileProblems(options.AgentFile));
        problems.AddRange(GroupProblems(options));
        problems.AddRange(PriceProblems(options.Prices));
        problems.AddRange(CodegenProblems(options.Codegen));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> FileProblems(string? file)
    {
        if (string.IsNullOrEmpty(file))
        {
            return [];
        }

        try
        {
            return AgentTemplates.ReadFile(file).SelectMany(agent =>
                agent.Value.Count == 0 ? [$"Slipway:AgentFile: '{agent.Key}' has no definition; give at least one."]
                : agent.Value.Count > 1 && agent.Value.Any(definition => definition.Endpoint is not null)
                ? [$"Slipway:AgentFile: '{agent.Key}' has an endpoint and other definitions; give the endpoint alone."]
                : agent.Value.SelectMany(definition => AgentDefinitionCheck.Problems("Slipway:AgentFile", agent.Key, definition)));
        }
        catch (SlipwayException exception)
        {
            return [exception.Message];
        }
    }

    private static IEnumerable<string> GroupProblems(IntegrationOptions options)
    {
        if (options.AgentGroups.Count > MaximumAgents)
        {
            yield return $"Slipway:AgentGroups holds {options.AgentGroups.Count} groups; at most {MaximumAgents} are allowed.";
        }

        foreach (var (group, given) in options.AgentGroups)
        {
            var members = given.Members;
            if (!AgentGroupOptions.IsKnown(given.Strategy))
            {
                yield return $"Slipway:AgentGroups:{Shorten(group)}:Strategy must be least_busy, round_robin or weighted.";
            }

            if (given.Weights.Count > members.Count || given.Weights.Any(weight => weight is < 1 or > MaximumWeight))
            {
                yield return $"Slipway:AgentGroups:{Shorten(group)}:Weights must hold numbers of 1 to {MaximumWeight}, one a member.";
            }

            if (members.Count is 0 or > MaximumMembers || members.Any(member => options.AgentGroups.ContainsKey(member)))
            {
                yield return $"Slipway:AgentGroups:{Shorten(group)} must hold 1 to {MaximumMembers} names of agents, and of no group.";
            }
        }
    }

    private static IEnumerable<string> PriceProblems(IDictionary<string, ModelPrice> prices)
    {
        if (prices.Count > MaximumPrices)
        {
            yield return $"Slipway:Prices holds {prices.Count} models; at most {MaximumPrices} are allowed.";
        }

        foreach (var (model, _) in prices.Where(price => !price.Value.IsUsable))
        {
            yield return $"Slipway:Prices:{Shorten(model)} needs Input and Output, US dollars for a million tokens: 0 to 1,000,000.";
        }
    }

    private static IEnumerable<string> CodegenProblems(CodegenOptions codegen)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(codegen, new ValidationContext(codegen), found, validateAllProperties: true);
        foreach (var result in found)
        {
            yield return $"Slipway:Codegen:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}";
        }

        if (codegen.BaseUrl is not { IsAbsoluteUri: true } url || (url.Scheme != Uri.UriSchemeHttps && !url.IsLoopback))
        {
            yield return $"Slipway:Codegen:BaseUrl is '{codegen.BaseUrl}'; it must be an https address: a token is sent to it.";
        }
    }

    internal static bool IsNoName(string variable) =>
        variable.Length is 0 or > 256 || variable.Any(character => character is '=' or '\0' || char.IsWhiteSpace(character));

    // What follows '=' may be a secret that somebody put in the wrong place.
    internal static string Shorten(string text) =>
        text.Split('=')[0] is { Length: > 40 } longText ? longText[..40] + "…" : text.Split('=')[0];
}
