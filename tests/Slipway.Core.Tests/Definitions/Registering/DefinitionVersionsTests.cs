using Slipway.Core.Definitions.Registering;

namespace Slipway.Core.Tests.Definitions.Registering;

public sealed class DefinitionVersionsTests
{
    [Fact]
    public void The_newest_versions_are_kept_and_no_more_than_fifty()
    {
        var versions = Enumerable.Range(1, 60).Aggregate(DefinitionVersions.None, (all, number) => Put(all, number));

        Assert.Equal(
            Enumerable.Range(11, 50).Reverse().Select(number => $"{number}"), versions.Kept.Select(kept => kept.Info.Version));
    }

    [Fact]
    public void Large_versions_push_older_ones_out_but_never_the_newest()
    {
        var versions = Enumerable.Range(1, 5).Aggregate(
            DefinitionVersions.None, (all, number) => Put(all, number, length: DefinitionVersions.MaxLength / 2));
        Assert.Equal(["5", "4"], versions.Kept.Select(kept => kept.Info.Version));

        versions = Put(versions, 6, DefinitionVersions.MaxLength + 1);
        Assert.Equal(["6"], versions.Kept.Select(kept => kept.Info.Version));
    }

    [Fact]
    public void An_earlier_version_comes_back_as_the_newest_and_is_there_once()
    {
        var versions = Put(Put(Put(DefinitionVersions.None, 1), 2), 1);

        Assert.Equal(["1", "2"], versions.Kept.Select(kept => kept.Info.Version));
    }

    [Fact]
    public void A_version_is_found_by_what_its_author_calls_it_or_by_the_first_digits_of_its_hash()
    {
        var versions = Put(Put(Put(DefinitionVersions.None, 1), 2), 3, version: "1");

        Assert.Equal(Hash(3), versions.Find(null)!.Info.Hash);
        Assert.Equal(Hash(3), versions.Find("1")!.Info.Hash);
        Assert.Equal(Hash(1), versions.Find(Hash(1)[..8].ToUpperInvariant())!.Info.Hash);
        Assert.Null(versions.Find(Hash(1)[..7]));
        Assert.Null(versions.Find("4"));
    }

    [Fact]
    public void A_version_with_a_name_stays_as_it_is()
    {
        var versions = Put(Put(DefinitionVersions.None, 1, version: "1.2.0"), 2, version: "1.3.0");

        var (result, after) = versions.Take(new DefinitionChange("id", new DefinitionVersion("1.2.0", Hash(3)), "x"));

        Assert.Equal((DefinitionChangeOutcome.NameTaken, versions), (result.Outcome, after));
        Assert.Equal(["1.2.0", "1.3.0"], Put(versions, 1, version: "1.2.0").Kept.Select(kept => kept.Info.Version));
    }

    [Theory]
    [InlineData(null, false, DefinitionChangeOutcome.Removed)]
    [InlineData("*", false, DefinitionChangeOutcome.Removed)]
    [InlineData("right", false, DefinitionChangeOutcome.Removed)]
    [InlineData("wrong", false, DefinitionChangeOutcome.Refused)]
    [InlineData(null, true, DefinitionChangeOutcome.Refused)]
    public void A_change_that_is_for_another_version_changes_nothing(string? ifMatch, bool ifNew, DefinitionChangeOutcome expected)
    {
        var versions = Put(DefinitionVersions.None, 1);
        var match = ifMatch == "right" ? Hash(1) : ifMatch;

        var (result, after) = versions.Take(new DefinitionChange("id", null, null, match, ifNew));

        Assert.Equal(new DefinitionChangeResult(expected, Hash(1)), result);
        Assert.Equal(expected == DefinitionChangeOutcome.Removed ? 0 : 1, after.Kept.Count);
    }

    [Fact]
    public void What_is_not_there_cannot_be_removed_or_match()
    {
        DefinitionChangeOutcome Of(string? ifMatch) =>
            DefinitionVersions.None.Take(new DefinitionChange("id", null, null, ifMatch)).Result.Outcome;

        Assert.Equal((DefinitionChangeOutcome.Missing, DefinitionChangeOutcome.Refused), (Of(null), Of("*")));
    }

    [Theory]
    [InlineData("release-2_x", true)]
    [InlineData("Release", false)]
    [InlineData("a/b", false)]
    [InlineData("a\n", false)]
    [InlineData("", false)]
    public void Only_an_id_is_looked_for(string text, bool isId) => Assert.Equal(isId, DefinitionVersions.IsId(text));

    private static DefinitionVersions Put(DefinitionVersions versions, int number, int length = 10, string? version = null) =>
        versions.Take(new DefinitionChange(
            "id", new DefinitionVersion(version ?? $"{number}", Hash(number)), new string('x', length))).After;

    private static string Hash(int number) => $"{number:x2}abcdef{number:x4}".PadRight(64, '0');
}
