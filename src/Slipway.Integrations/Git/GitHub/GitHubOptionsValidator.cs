using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Says at start what is wrong with the settings, and what would be right.</summary>
internal sealed class GitHubOptionsValidator : IValidateOptions<GitHubOptions>
{
    public ValidateOptionsResult Validate(string? name, GitHubOptions options)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true);
        var problems = found
            .Select(result => $"{GitHubOptions.SectionName}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}").ToList();
        if (options.TokenName is not null && options.AppId is not null)
        {
            problems.Add($"{GitHubOptions.SectionName} has both TokenName and AppId; give one of them.");
        }

        if (options.AppId is not null && string.IsNullOrEmpty(options.AppKeyName))
        {
            problems.Add($"{GitHubOptions.SectionName}:AppId needs AppKeyName, the name of the setting that holds the private key.");
        }

        if (options.ApiUrl is { } url && (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttps && !url.IsLoopback)))
        {
            problems.Add($"{GitHubOptions.SectionName}:ApiUrl must be an https address, such as https://github.example.com/api/v3.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
