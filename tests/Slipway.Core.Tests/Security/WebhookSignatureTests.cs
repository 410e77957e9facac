using System.Text;
using FsCheck.Fluent;
using Slipway.Core.Security;

namespace Slipway.Core.Tests.Security;

public class WebhookSignatureTests
{
    // https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
    private const string Secret = "It's a Secret to Everybody";
    private const string Digest = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private static readonly byte[] Body = "Hello, World!"u8.ToArray();

    [Fact]
    public void GitHubs_own_example_verifies()
    {
        Assert.True(WebhookSignature.Verify(Secret, Body, "sha256=" + Digest));
        Assert.Equal("sha256=" + Digest, WebhookSignature.Sign(Secret, Body));
    }

    [Fact]
    public void Upper_case_digits_mean_the_same_bytes() =>
        Assert.True(WebhookSignature.Verify(Secret, Body, "sha256=" + Digest.ToUpperInvariant()));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData(Digest)]
    [InlineData("sha256=" + Digest + "0")]
    [InlineData("sha256=" + Digest + "00")]
    [InlineData(" sha256=" + Digest)]
    [InlineData("sha256= " + Digest)]
    [InlineData("SHA256=" + Digest)]
    [InlineData("sha1=" + Digest)]
    [InlineData("sha1=03d9a2b3e4f5061728394a5b6c7d8e9f00112233")]
    [InlineData("sha256=857107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18")]
    [InlineData("sha256=g57107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha256=é57107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha256=757107ea")]
    public void Any_other_header_is_refused(string? header) => Assert.False(WebhookSignature.Verify(Secret, Body, header));

    [Fact]
    public void Another_secret_or_another_byte_is_refused()
    {
        Assert.False(WebhookSignature.Verify(Secret + " ", Body, "sha256=" + Digest));
        Assert.False(WebhookSignature.Verify(Secret, "Hello, World!\n"u8, "sha256=" + Digest));
        Assert.False(WebhookSignature.Verify(Secret, [], "sha256=" + Digest));
    }

    [Fact]
    public void Without_a_secret_nothing_verifies()
    {
        Assert.False(WebhookSignature.Verify("", Body, WebhookSignature.Sign("", Body)));
        Assert.False(WebhookSignature.Verify(null!, Body, WebhookSignature.Sign("", Body)));
    }

    [Fact]
    public void What_is_signed_verifies_and_with_any_bit_changed_does_not() => Property.Holds(
        from body in Gen.Choose(0, 255).Select(value => (byte)value).NonEmptyListOf().Select(list => list.ToArray())
        from secret in Property.HostileText.Generator.Select(text => Sanitiser.Text(text)).Where(secret => secret.Length > 0)
        from bit in Gen.Choose(0, (body.Length * 8) - 1)
        select (body, secret, bit),
        given =>
        {
            var header = WebhookSignature.Sign(given.secret, given.body);
            var changed = given.body.ToArray();
            changed[given.bit / 8] ^= (byte)(1 << (given.bit % 8));
            return WebhookSignature.Verify(given.secret, given.body, header)
                && !WebhookSignature.Verify(given.secret, changed, header)
                && Encoding.UTF8.GetByteCount(header) == 71;
        });
}
