using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Slipway.Integrations.Ai;

/// <summary>Says at start, with the setting's name, what is wrong and what would be right.</summary>
internal sealed class AiOptionsValidator : IValidateOptions<AiOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AiOptions options)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true);
        var problems = found
            .Select(result => $"{AiOptions.SectionName}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}").ToList();
        if (options.IsSet && string.IsNullOrWhiteSpace(options.Model))
        {
            problems.Add($"{AiOptions.SectionName}:Model is missing: name the model that is asked.");
        }

        if (options.Endpoint is { } endpoint && !IsUsable(endpoint, options))
        {
            problems.Add(
                $"{AiOptions.SectionName}:Endpoint must be an https address without a password "
                    + "(or http on this machine, or without a key).");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static bool IsUsable(Uri endpoint, AiOptions options) => endpoint.IsAbsoluteUri && endpoint.UserInfo.Length == 0
        && (endpoint.Scheme == Uri.UriSchemeHttps
            || (endpoint.Scheme == Uri.UriSchemeHttp && (endpoint.IsLoopback || options.KeyIn is null)));
}
