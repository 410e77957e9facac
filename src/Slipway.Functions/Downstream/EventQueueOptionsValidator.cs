using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Slipway.Core.Events;

namespace Slipway.Functions.Downstream;

/// <summary>Says at start, with the setting's name, what is wrong and what would be right.</summary>
internal sealed partial class EventQueueOptionsValidator(IConfiguration configuration) : IValidateOptions<EventQueueOptions>
{
    private const string Setting = $"{EventQueueOptions.Section}:{nameof(EventQueueOptions.Connection)}";

    public ValidateOptionsResult Validate(string? name, EventQueueOptions options)
    {
        if (string.IsNullOrEmpty(options.Connection))
        {
            return ValidateOptionsResult.Success;
        }

        // Who writes the connection string itself there must not find it in a log.
        if (options.Connection.Contains('=', StringComparison.Ordinal))
        {
            return ValidateOptionsResult.Fail(
                $"{Setting} holds a connection string; it must be the name of the setting that holds it, such as AzureWebJobsStorage.");
        }

        if (ConnectionString(configuration, options) is not { } connectionString)
        {
            return ValidateOptionsResult.Fail(
                $"{Setting} names the setting '{options.Connection}', which is not set. Set it to the storage account's connection "
                + "string, or for Azurite to UseDevelopmentStorage=true.");
        }

        if (!QueueName().IsMatch(options.Queue))
        {
            return ValidateOptionsResult.Fail(
                $"{EventQueueOptions.Section}:{nameof(EventQueueOptions.Queue)} is '{options.Queue}'; use 3 to 63 lower-case letters, "
                + "digits and single dashes, with a letter or digit at both ends.");
        }

        if (!EventFilter.TryParse(options.Types, out _, out var wrong))
        {
            return ValidateOptionsResult.Fail($"{EventQueueOptions.Section}:{nameof(EventQueueOptions.Types)}: {wrong}");
        }

        try
        {
            StorageEventQueue.Client(connectionString, options);
            return ValidateOptionsResult.Success;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            // The exception may repeat the connection string.
            return ValidateOptionsResult.Fail(
                $"The setting '{options.Connection}', which {Setting} names, is no storage connection string. It needs AccountName and "
                + "AccountKey, or QueueEndpoint and SharedAccessSignature, or UseDevelopmentStorage=true.");
        }
    }

    /// <summary>The connection string that the options name; null when there is none.</summary>
    internal static string? ConnectionString(IConfiguration configuration, EventQueueOptions options) =>
        string.IsNullOrEmpty(options.Connection) ? null
            : configuration[options.Connection] is { Length: > 0 } value ? value
            : configuration.GetConnectionString(options.Connection) is { Length: > 0 } listed ? listed
            : null;

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QueueName();
}
