using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Slipway.Functions.Access;

/// <summary>Says in the log at start whether requests are asked who makes them, and warns where anybody could say it.</summary>
internal sealed partial class AccessNotice(
    IOptions<AccessOptions> options, IConfiguration configuration, ILogger<AccessNotice> logger) : IHostedService
{
    /// <summary>The platform sets it where App Service Authentication is on.</summary>
    private const string PlatformVariable = "WEBSITE_AUTH_ENABLED";

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var access = options.Value;
        if (access.IsOn)
        {
            LogOn(access.People.Count, access.Roles.Count);
        }

        if (access.AppService && !string.Equals(configuration[PlatformVariable], "true", StringComparison.OrdinalIgnoreCase))
        {
            LogForgeable(ClientPrincipal.Header, PlatformVariable);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Requests are asked who makes them: {People} people and {Roles} roles of its own are known.")]
    private partial void LogOn(int people, int roles);

    [LoggerMessage(
        LogLevel.Warning,
        "Slipway:Access:AppService has {Header} believed, but {Variable} does not say that App Service Authentication is on: unless it "
            + "stands before this host, anybody who reaches it can be anybody.")]
    private partial void LogForgeable(string header, string variable);
}
