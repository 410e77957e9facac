using System.CommandLine;
using System.Text.RegularExpressions;
using Slipway.Core.Security.Access;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway access hash</c>: reads an access token, and writes what a host's settings say of it.</summary>
internal sealed partial class AccessHashCommand : Verb
{
    private readonly Argument<string?> _name = new("NAME")
    {
        Description = "Whose token it is, as histories and approvals name them. Without it only the hash is written.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> _roles = new("--role")
    {
        Description = "A role: admin, operator, viewer, or one of the host's own; repeat for more. Default: viewer.", HelpName = "ROLE",
    };

    /// <summary>Makes the verb.</summary>
    public AccessHashCommand(CliEnvironment environment)
        : base(
            "hash", "Read an access token from standard input, and write the settings by which a host knows whose it is.", environment,
            "slipway access hash ada --role operator < ada.token")
    {
        Add(_name);
        Add(_roles);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var hash = AccessToken.HashOf(await ReadTokenAsync(cancellationToken));
        if (input.GetValue(_name)?.Trim() is not { Length: > 0 } name)
        {
            await Environment.Output.WriteLineAsync(hash);
            return ExitCode.Ok;
        }

        // What a variable's name cannot hold is said beside it.
        var key = NoLetters().Replace(name, "_").Trim('_') is { Length: > 0 } letters ? letters : "person";
        var setting = $"Slipway__Access__People__{key}";
        if (key != name)
        {
            await Environment.Output.WriteLineAsync($"{setting}__Name={name}");
        }

        await Environment.Output.WriteLineAsync($"{setting}__Tokens__0={hash}");
        foreach (var (index, role) in (input.GetValue(_roles) is { Length: > 0 } given ? given : ["viewer"]).Index())
        {
            await Environment.Output.WriteLineAsync($"{setting}__Roles__{index}={role.Trim()}");
        }

        return ExitCode.Ok;
    }

    private async Task<string> ReadTokenAsync(CancellationToken cancellationToken)
    {
        using var reader = Environment.Input();
        var buffer = new char[AccessToken.MaxLength + 3];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken);
        var token = new string(buffer, 0, length).TrimEnd('\r', '\n');
        return AccessToken.Problem(token) is { } problem
            ? throw CliException.BadInput($"standard input is no access token. {problem} Make one with `slipway access token`")
            : token;
    }

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NoLetters();
}
