using Microsoft.Extensions.Configuration;

namespace Slipway.Functions.Tests;

/// <summary>Variables by the names that other workflow engines give them.</summary>
public sealed class ForeignVariablesTests
{
    [Theory]
    [InlineData("DEFAULT_WORKFLOW_TIMEOUT", "3600000", "'timeout'")]
    [InlineData("MAX_CONCURRENT_STEPS", "5", "'maxConcurrentSteps'")]
    [InlineData("ENABLE_WORKFLOW_METRICS", "false", "GET /api/metrics")]
    [InlineData("ENABLE_WORKFLOW_RECOVERY", "false", "go on after a restart")]
    [InlineData("DATABASE_TYPE", "postgresql", "SQLite")]
    [InlineData("CLAUDE_CODE_ENDPOINT", "http://localhost:3001", "Slipway:Agents:claude-code:Command")]
    [InlineData("CLAUDE_CODE_ENDPOINT", "http://localhost:3001", "Slipway:Agents:claude-code:Endpoint")]
    [InlineData("AIDER_ENDPOINT", "http://localhost:3003", "Slipway:Agents:aider:Endpoint")]
    [InlineData("GOOSE_ENDPOINT", "http://localhost:3004", "Slipway:Agents:goose:Endpoint")]
    [InlineData("CODEGEN_ENDPOINT", "http://localhost:3002", "Slipway:Codegen:BaseUrl")]
    [InlineData("LOG_LEVEL", "loud", "It is 'loud', and must be trace")]
    public void Of_one_that_has_no_effect_it_is_said_what_has(string name, string value, string instead)
    {
        var (named, said) = Assert.Single(ForeignVariables.Notices(With((name, value))));

        Assert.Equal(name, named);
        Assert.Contains(instead, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_those_that_say_what_is_so_anyway_nothing_is_said() => Assert.Empty(ForeignVariables.Notices(With(
        ("ENABLE_WORKFLOW_METRICS", "true"), ("ENABLE_WORKFLOW_RECOVERY", "1"), ("DATABASE_TYPE", "SQLite"), ("LOG_LEVEL", "debug"),
        ("DEBUG_MODE", "true"))));

    [Theory]
    [InlineData("debug", null, "Debug")]
    [InlineData("WARN", "true", "Warning")]
    [InlineData(null, "true", "Debug")]
    [InlineData(null, "false", "Information")]
    [InlineData("loud", null, "Information")]
    public void How_much_is_logged_is_taken_whatever_host_json_says(string? level, string? debug, string expected)
    {
        var configuration = With(("LOG_LEVEL", level), ("DEBUG_MODE", debug), ("Logging:LogLevel:Default", "Information"));

        ForeignVariables.TakeLogLevel(configuration);

        Assert.Equal(expected, configuration["Logging:LogLevel:Default"]);
    }

    private static IConfiguration With(params (string Key, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();
}
