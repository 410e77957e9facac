using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Slipway.Cli.Display;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations;

namespace Slipway.Cli.Commands;

/// <summary>What the verbs of <c>slipway pr</c> have in common: the repository, and words for what Git and the repository refuse.</summary>
internal abstract class PullRequestVerb : Verb
{
    private const int MaxMessage = 1_500;

    private readonly Option<string> _repository = new("--repo")
    {
        Description = "The Git repository's folder. Default: the current directory.",
        HelpName = "PATH",
        DefaultValueFactory = _ => ".",
    };

    /// <summary>Makes the verb; a derived class adds its symbols.</summary>
    protected PullRequestVerb(string name, string description, CliEnvironment environment, params string[] examples)
        : base(name, description, environment, examples) => Add(_repository);

    /// <inheritdoc/>
    protected sealed override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var repository = input.GetValue(_repository)!;
        if (string.IsNullOrWhiteSpace(repository))
        {
            throw CliException.BadInput("--repo is empty; give the folder of a Git repository, or leave --repo out");
        }

        var isAddress = repository.Contains("://", StringComparison.Ordinal);
        var path = isAddress ? repository : Path.GetFullPath(repository, Environment.CurrentDirectory);
        await using var services = Services(input);
        try
        {
            return await ExecuteAsync(input, services.GetRequiredService<IKeptPullRequests>(), path, cancellationToken);
        }
        catch (SlipwayException refused)
        {
            throw CliException.BadInput($"{SafeText.Line(refused.Message, MaxMessage)} ({refused.Code})");
        }
        catch (OptionsValidationException invalid)
        {
            throw CliException.BadInput(invalid.Message);
        }
    }

    /// <summary>Does what the verb says.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> ExecuteAsync(
        ParseResult input, IKeptPullRequests pulls, string repository, CancellationToken cancellationToken);

    /// <summary>The argument that names a pull request.</summary>
    protected static Argument<int> NumberArgument() =>
        new("N") { Description = "The pull request's number, as `slipway pr list` shows it." };

    /// <summary>The option that asks for JSON.</summary>
    protected static Option<bool> JsonOption() => new("--json") { Description = "Write it as JSON." };

    /// <summary>Writes what a port gave as JSON.</summary>
    protected Task WriteJsonAsync<T>(T document) =>
        Environment.Output.WriteLineAsync(JsonText.Indent(JsonSerializer.SerializeToElement(document, JsonSerializerOptions.Web)));

    /// <summary>As a host has them: settings are taken from the environment (<c>Slipway__GitTimeLimit</c>).</summary>
    private ServiceProvider Services(ParseResult input)
    {
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables()
            .AddInMemoryCollection([KeyValuePair.Create("Slipway:DataDirectory", (string?)DataOf(input).Path)])
            .Build();
        return new ServiceCollection()
            .AddSingleton(Environment.Time)
            .AddSlipwayIntegrations(configuration)
            .BuildServiceProvider();
    }
}
