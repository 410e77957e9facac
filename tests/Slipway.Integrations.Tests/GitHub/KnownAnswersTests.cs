using System.Text.Json;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Tests.GitHub;

public sealed class KnownAnswersTests
{
    private readonly KnownAnswers _known = new();

    [Fact]
    public void Many_answers_of_some_size_make_room_for_each_other()
    {
        for (var number = 0; number < 150; number++)
        {
            Keep(number, length: 200_000);
        }

        Keep(149, length: 10);

        Assert.Null(Find(0));
        Assert.InRange(Enumerable.Range(0, 150).Count(number => Find(number) is not null), 50, 100);
        Assert.Equal(12, Find(149)!.Body.GetRawText().Length);
    }

    [Fact]
    public void A_large_answer_is_not_kept_and_what_was_known_before_is_forgotten()
    {
        Keep(1, length: 10);
        Keep(1, length: 1_000_000);

        Assert.Null(Find(1));
    }

    private static Uri Address(int number) => new($"https://api.test/{number}");

    private void Keep(int number, int length) => _known.Keep("us", Address(number), new KnownAnswers.KnownAnswer(
        "tag", JsonSerializer.SerializeToElement(new string('x', length)), Next: null));

    private KnownAnswers.KnownAnswer? Find(int number) => _known.Find("us", Address(number));
}
