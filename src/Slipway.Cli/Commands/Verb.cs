using System.CommandLine;
using Slipway.Cli.Connection;

namespace Slipway.Cli.Commands;

/// <summary>One verb of the command line: its symbols, its examples and what it does.</summary>
internal abstract class Verb : Command
{
    /// <summary>Makes the verb; a derived class adds its symbols.</summary>
    protected Verb(string name, string description, CliEnvironment environment, params string[] examples)
        : base(name, description)
    {
        Environment = environment;
        Examples = examples;
        SetAction(ExecuteAsync);
    }

    /// <summary>Command lines that show the verb at work.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>What the verb takes from outside.</summary>
    protected CliEnvironment Environment { get; }

    /// <summary>Does what the verb says.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken);

    /// <summary>The data directory that <c>--data</c>, the environment or the user's profile names.</summary>
    protected DataDirectory DataOf(ParseResult input) => DataDirectory.Find(Environment, input.GetValue(GlobalOptions.Data));

    /// <summary>A client of the host that the global options, the environment or the data directory name.</summary>
    protected SlipwayClient Connect(ParseResult input) => AddressOf(input).CreateClient();

    /// <summary>A client of that host's durable management interface.</summary>
    protected ManagementClient ConnectManagement(ParseResult input) => new(HostAddress.FindManagement(
        Environment, DataOf(input), input.GetValue(GlobalOptions.Url), input.GetValue(GlobalOptions.Key)));

    /// <summary>The host that the global options, the environment or the data directory name.</summary>
    protected HostAddress AddressOf(ParseResult input) => HostAddress.Find(
        Environment, DataOf(input), input.GetValue(GlobalOptions.Url), input.GetValue(GlobalOptions.Key));

    /// <summary>How this command line named its host, for commands shown to the user: with a leading space, or empty.</summary>
    protected string HostOptionsOf(ParseResult input)
    {
        if (HostAddress.IsStated(Environment, input.GetValue(GlobalOptions.Url)))
        {
            return $" --url {AddressOf(input).Url}";
        }

        var data = input.GetValue(GlobalOptions.Data);
        return string.IsNullOrWhiteSpace(data) ? string.Empty : $" --data {ProgramName.Quote(data)}";
    }
}
