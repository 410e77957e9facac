using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Tests.Processes;

public sealed class QuantitiesTests
{
    [Theory]
    [InlineData("4GB", 4_000_000_000L)]
    [InlineData("4 gb", 4_000_000_000L)]
    [InlineData("4G", 4_000_000_000L)]
    [InlineData("1.5 GiB", 1_610_612_736L)]
    [InlineData("512MiB", 536_870_912L)]
    [InlineData("64KB", 64_000L)]
    [InlineData("2TB", 2_000_000_000_000L)]
    [InlineData("100", 100L)]
    [InlineData("100 B", 100L)]
    [InlineData("0GB", null)]
    [InlineData("-4GB", null)]
    [InlineData("4 gigs", null)]
    [InlineData("GB", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("99999999999999TB", null)]
    public void A_size_is_read_as_people_write_it(string? text, long? bytes) => Assert.Equal(bytes, Quantities.Bytes(text));

    [Theory]
    [InlineData("4 cores", 4)]
    [InlineData("1 core", 1)]
    [InlineData("2", 2)]
    [InlineData("8CORES", 8)]
    [InlineData("0 cores", null)]
    [InlineData("four", null)]
    [InlineData("1.5 cores", null)]
    [InlineData(null, null)]
    public void A_number_of_processors_is_read_as_people_write_it(string? text, int? cores) => Assert.Equal(cores, Quantities.Cores(text));
}
