using Slipway.Core.Security;

namespace Slipway.Core.Tests.Security;

public class RedactorTests
{
    // Put together here, so that no scanner takes this file for a leak.
    private static readonly string Body = string.Concat(Enumerable.Repeat("a1B2", 15));
    private static readonly string KeyBegin = "-----BEGIN " + "RSA PRIVATE KEY-----";
    private static readonly string KeyEnd = "-----END " + "RSA PRIVATE KEY-----";

    public static TheoryData<string> Tokens =>
    [
        "ghp_" + Body, "gho_" + Body, "ghu_" + Body, "ghs_" + Body, "ghr_" + Body, "github_pat_" + Body,
        "sk-ant-api03-" + Body, "sk-proj-" + Body, "sk-" + Body,
        "AKIA" + "IOSFODNN7EXAMPLE", "ASIA" + "IOSFODNN7EXAMPLE", "AIza" + Body[..35],
        "xoxb-" + Body, "xoxp-" + Body, "xapp-" + Body, "glpat-" + Body[..20], "npm_" + Body,
        "eyJ" + Body + ".eyJ" + Body + "." + Body,
    ];

    [Theory]
    [MemberData(nameof(Tokens))]
    public void A_token_is_masked_wherever_it_stands(string token)
    {
        Assert.Equal("[redacted]", Redactor.Redact(token));
        Assert.Equal("key=[redacted], next", Redactor.Redact($"key={token}, next"));
        Assert.Equal("a\n[redacted]\nb", Redactor.Redact($"a\n{token}\nb"));
        Assert.DoesNotContain(token, Redactor.Redact($"https://x-access-token:{token}@github.com/o/r"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_colour_code_before_a_token_does_not_hide_it()
    {
        var token = "sk-" + Body;

        Assert.Equal("[redacted]", Redactor.Redact(Sanitiser.Text($"\e[31m{token}\e[0m")));
    }

    [Theory]
    [InlineData("https://user:hunter2@example.org/x", "https://[redacted]@example.org/x")]
    [InlineData("postgres://u:p@ss:w0rd@db:5432/x", "postgres://[redacted]@db:5432/x")]
    [InlineData("HTTPS://:only@h", "HTTPS://[redacted]@h")]
    [InlineData("git+ssh://u:p@h a://", "git+ssh://[redacted]@h a://")]
    [InlineData("two http://a:b@c/ and http://d:e@f/", "two http://[redacted]@c/ and http://[redacted]@f/")]
    public void A_password_in_an_address_is_masked(string text, string masked) => Assert.Equal(masked, Redactor.Redact(text));

    [Theory]
    [InlineData("Authorization: Bearer abcdefghijklmnop123", "Authorization: Bearer [redacted]")]
    [InlineData("authorization: basic dXNlcjpwYXNzd29yZA==", "authorization: basic [redacted]")]
    [InlineData("\"Authorization\": \"token 0123456789abcdef0123\"", "\"Authorization\": \"token [redacted]\"")]
    [InlineData("curl -H 'bearer   abcdefghijklmnop123'", "curl -H 'bearer [redacted]'")]
    public void An_authorization_header_is_masked(string text, string masked) => Assert.Equal(masked, Redactor.Redact(text));

    [Theory]
    [InlineData("")]
    [InlineData("error CS1002: ; expected at Program.cs:12")]
    [InlineData("unexpected token InvalidOperationException")]
    [InlineData("Basic understanding-of-the-matter")]
    [InlineData("http://localhost:7071/api/workflows?code=x")]
    [InlineData("git@github.com:owner/repository.git ssh://git@host/x")]
    [InlineData("task-management-of-a-long-running-thing")]
    [InlineData("2f9e1ff0a1b2c3d4e5f60718293a4b5c6d7e8f90")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN ")]
    public void Ordinary_text_stays_as_it_is(string text) => Assert.Equal(text, Redactor.Redact(text));

    [Fact]
    public void A_private_key_is_masked_over_its_lines()
    {
        Assert.Equal("a\n[redacted]\nb", Redactor.Redact($"a\n{KeyBegin}\n{Body}\n{Body}\n{KeyEnd}\nb"));
        Assert.Equal("[redacted]", Redactor.Redact($"-----BEGIN {"PRIVATE KEY"}-----\\n{Body}\\n-----END {"PRIVATE KEY"}-----"));
        Assert.Equal("[redacted]-[redacted]", Redactor.Redact($"{KeyBegin}{Body}{KeyEnd}-{KeyBegin}{Body}{KeyEnd}"));
    }

    [Fact]
    public void A_key_that_was_cut_is_masked_as_far_as_it_goes()
    {
        Assert.Equal("[redacted]", Redactor.Redact($"{KeyBegin}\n{Body}\n{Body}"));
        Assert.Equal("[redacted]\"; // a literal", Redactor.Redact($"{KeyBegin}\"; // a literal"));
    }

    [Fact]
    public void A_key_without_an_end_does_not_swallow_all_that_follows()
    {
        var masked = Redactor.Redact($"{KeyBegin}\n{Body}\n(the log goes on)\n{new string('.', 20_000)}\n{KeyEnd}\nend");

        Assert.StartsWith("[redacted](the log goes on)", masked, StringComparison.Ordinal);
        Assert.EndsWith("end", masked, StringComparison.Ordinal);
    }

    [Fact]
    public void Redacting_twice_changes_nothing_more() =>
        Property.Holds(Property.HostileText, text => Redactor.Redact(text) is var once && Redactor.Redact(once) == once, tests: 1_000);

    [Fact]
    public void Hostile_megabytes_are_read_to_their_end()
    {
        string[] parts =
        [
            "a", " ", ":", "@", "/", "a://", "ab://a:", "ab://:@", "Bearer ", "Authorization: ", "Authorization", "eyJ", "eyJaaaaaaaaaa.",
            "sk-", "-",
            "ghp_", "-----BEGIN ", KeyBegin, KeyBegin + "\"", KeyEnd, KeyEnd + KeyBegin, "\n", "\ud83d", "A",
        ];
        foreach (var part in parts)
        {
            var hostile = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));

            Assert.True(Redactor.Redact(hostile).Length <= hostile.Length);
        }
    }

    [Fact]
    public void Known_secrets_are_masked_the_longest_first()
    {
        Assert.Equal("a [redacted] b [redacted]", Redactor.Redact("a swordfish b swordfish-two", ["swordfish", "swordfish-two"]));
        Assert.Equal("short stays", Redactor.Redact("short stays", ["short"]));
        Assert.Equal("a       b", Redactor.Redact("a       b", ["      "]));
        Assert.Equal("[redacted] and [redacted]", Redactor.Redact($"swordfish and ghp_{Body}", ["swordfish"]));
    }

    [Fact]
    public void Missing_arguments_are_mistakes_of_the_caller()
    {
        Assert.Throws<ArgumentNullException>(() => Redactor.Redact(null!));
        Assert.Throws<ArgumentNullException>(() => Redactor.Redact(null!, []));
        Assert.Throws<ArgumentNullException>(() => Redactor.Redact("", null!));
    }
}
