using Microsoft.Extensions.Logging;
using Slipway.Core.Ports;
using Slipway.Functions.Tests;
using Slipway.Integrations.Telemetry;

namespace Slipway.Integrations.Tests.Telemetry;

public sealed class ExportTroubleTests : IDisposable
{
    private readonly RecordingLogs _logs = new();
    private readonly ILoggerFactory _factory;
    private readonly Clock _time = new();
    private readonly ExportEvents _events = new();
    private readonly ExportTrouble _trouble;

    public ExportTroubleTests()
    {
        _factory = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        var mask = new TelemetryMask(new NoSecrets(), _time);
        _trouble = new ExportTrouble(_events, mask, _time, _factory.CreateLogger<ExportTrouble>());
    }

    public void Dispose()
    {
        _events.Dispose();
        _factory.Dispose();
    }

    [Fact]
    public void Trouble_is_said_once_while_it_lasts()
    {
        for (var tries = 0; tries < 100; tries++)
        {
            _trouble.Note("FailedToReachCollector", "Exporter failed send data to http://x.");
        }

        Assert.EndsWith("Exporter failed send data to http://x.", Assert.Single(_logs.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Trouble_of_another_kind_is_said_too()
    {
        _trouble.Note("FailedToReachCollector", "first");
        _trouble.Note("InvalidConfigurationValue", "second");

        Assert.Equal(2, _logs.Warnings.Count);
    }

    [Fact]
    public void Trouble_that_comes_and_goes_is_said_at_most_once_an_hour()
    {
        for (var minutes = 0; minutes < 90; minutes++)
        {
            _trouble.Note("FailedToReachCollector", "away");
            _trouble.Note(ExportEvents.Success, "well");
            _time.Minutes++;
        }

        Assert.Equal(2, _logs.Warnings.Count);
    }

    [Fact]
    public void A_credential_in_what_the_library_says_is_not_in_the_log()
    {
        _trouble.Note("FailedToReachCollector", "to https://me:swordfish@x.test/v1/traces");

        Assert.DoesNotContain("swordfish", Assert.Single(_logs.Warnings), StringComparison.Ordinal);
    }

    private sealed class Clock : TimeProvider
    {
        public int Minutes { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Minutes * 60L;
    }

    private sealed class NoSecrets : ISecretMask
    {
        public Func<string, string> Current() => text => text;
    }
}
