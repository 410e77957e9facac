using System.CommandLine;
using Slipway.Core.Security.Access;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway access token</c>: makes an access token, and writes it to standard output only.</summary>
internal sealed class AccessTokenCommand(CliEnvironment environment) : Verb(
    "token", "Make an access token of 256 random bits. It is kept nowhere.", environment,
    "slipway access token > ada.token", "slipway access hash ada --role operator < ada.token")
{
    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        await Environment.Output.WriteLineAsync(AccessToken.New());
        await Environment.Error.WriteLineAsync(
            "Its owner sets it as SLIPWAY_TOKEN; a host gets its hash only: slipway access hash NAME --role ROLE < FILE");
        return ExitCode.Ok;
    }
}
