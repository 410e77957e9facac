using Microsoft.Extensions.Options;

namespace Slipway.Integrations.Tests;

public sealed class IntegrationOptionsTests
{
    [Theory]
    [InlineData("LogLimitBytes", "1", "LogLimitBytes")]
    [InlineData("ArtifactLimitBytes", "100000", "ArtifactLimitBytes")]
    [InlineData("GitTimeLimit", "00:00:00", "GitTimeLimit")]
    [InlineData("PassThroughEnvironment:0", "API_KEY=secret", "name only")]
    [InlineData("AgentMemoryLimit", "4 gigs", "such as 4GB")]
    [InlineData("AgentMemoryLimit", "1KB", "64 MiB or more")]
    [InlineData("AgentCpuLimit", "four", "such as 4 or 4 cores")]
    [InlineData("Agents:bad name:Command", "cat", "use 1 to 64 letters")]
    [InlineData("Agents:mine:Command", "cat 'x", "Slipway:Agents:mine:Command")]
    [InlineData("Prices:gpt-5:Input", "1", "Slipway:Prices:gpt-5 needs Input and Output")]
    [InlineData("Agents:mine:HowToInstall", "no command", "Slipway:Agents:mine:Command")]
    public void A_wrong_setting_is_refused_by_name(string key, string value, string named)
    {
        using var home = new TestHome((key, value));

        var exception = Assert.Throws<OptionsValidationException>(() => home.Agents);

        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_data_directory_must_be_absolute()
    {
        var result = new IntegrationOptionsValidator().Validate(null, new IntegrationOptions { DataDirectory = "data" });

        Assert.Contains("must be an absolute path", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_valid() =>
        Assert.True(new IntegrationOptionsValidator().Validate(null, new IntegrationOptions()).Succeeded);
}
