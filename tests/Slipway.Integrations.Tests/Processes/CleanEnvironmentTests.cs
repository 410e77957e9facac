using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Tests.Processes;

public sealed class CleanEnvironmentTests
{
    private static readonly Dictionary<string, string> Host = new(StringComparer.Ordinal)
    {
        ["PATH"] = "/bin",
        ["HOME"] = "/home/ada",
        ["GITHUB_TOKEN"] = "secret-of-the-host",
        ["ANTHROPIC_API_KEY"] = "key",
        ["HTTPS_PROXY"] = "http://proxy:3128",
        ["HTTP_PROXY"] = "http://ada:password@proxy:3128",
        ["TERM"] = "xterm",
    };

    [Fact]
    public void Only_what_is_needed_or_named_is_passed_on()
    {
        var result = CleanEnvironment.Build(Host, ["ANTHROPIC_API_KEY", "NOT_SET"], new Dictionary<string, string> { ["EXTRA"] = "1" });

        Assert.Equal("/bin", result["PATH"]);
        Assert.Equal("key", result["ANTHROPIC_API_KEY"]);
        Assert.Equal("1", result["EXTRA"]);
        Assert.Equal("dumb", result["TERM"]);
        Assert.DoesNotContain("GITHUB_TOKEN", result.Keys);
        Assert.DoesNotContain("NOT_SET", result.Keys);
    }

    [Fact]
    public void A_proxy_is_passed_on_without_a_password_only()
    {
        var result = CleanEnvironment.Build(Host, [], null);

        Assert.Equal("http://proxy:3128", result["HTTPS_PROXY"]);
        Assert.DoesNotContain("HTTP_PROXY", result.Keys);
    }
}
