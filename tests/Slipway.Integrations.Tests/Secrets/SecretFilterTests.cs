using System.Text;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Tests.Secrets;

public sealed class SecretFilterTests
{
    [Fact]
    public void A_secret_is_found_wherever_the_stream_is_cut()
    {
        const string Text = "one abcdefgh, two abcdefghij, and abcdabcdefgh abcdefg";
        var mask = new SecretMask(["abcdefgh", "abcdefghij"]);
        for (var first = 0; first <= Text.Length; first++)
        {
            for (var second = first; second <= Text.Length; second++)
            {
                var clean = Run(mask, Text[..first], Text[first..second], Text[second..]);

                Assert.Equal("one ***, two ***, and abcd*** abcdefg", clean);
            }
        }
    }

    [Fact]
    public void A_shorter_secret_is_found_where_a_longer_one_began_and_did_not_come()
    {
        var mask = new SecretMask(["abcdefgh", "abcdefghijkl"]);

        Assert.Equal("***i", Run(mask, "abcdefghi"));
        Assert.Equal("***iX", Run(mask, "abcdefghi", "X"));
    }

    [Fact]
    public void A_secret_is_known_as_json_and_addresses_write_it()
    {
        var mask = new SecretMask(["line one\n\"two\"+/="]);

        Assert.Equal(
            "*** *** *** ***",
            mask.Apply("line one\n\"two\"+/= "
                + "line one\\n\\\"two\\\"+/= line one\\n\\u0022two\\u0022\\u002B/= line%20one%0A%22two%22%2B%2F%3D"));
    }

    [Fact]
    public void Short_values_are_left_alone() =>
        Assert.Equal("seven77 is short", Run(new SecretMask(["seven77", "        "]), "seven77 is short"));

    private static string Run(SecretMask mask, params string[] chunks)
    {
        var filter = mask.Filter();
        var clean = new MemoryStream();
        foreach (var chunk in chunks)
        {
            clean.Write(filter.Next(Encoding.UTF8.GetBytes(chunk)));
        }

        clean.Write(filter.End());
        return Encoding.UTF8.GetString(clean.ToArray());
    }
}
