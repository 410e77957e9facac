using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Ai;

/// <summary>A language model's service, or a proxy before it, that does not answer as it should, seen through both libraries.</summary>
public sealed class AiFaultTests
{
    private static readonly AiQuestion Question = new(
        "test", "How many?", "Three apples.",
        JsonElement.Parse("""{"type":"object","required":["count"],"properties":{"count":{"type":"integer"}}}"""));

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var fault in Faults.All)
            {
                cases.Add("OpenAI", fault);
                cases.Add("Anthropic", fault);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_faulty_answer_is_worth_another_attempt_which_succeeds(string provider, string fault)
    {
        await using var server = await AiServer.StartAsync();
        using var home = server.Does(Faults.Answer(fault)).Says("""{"count":3}""").Home(provider);

        var failed = await home.Get<IAiProvider>().AskAsync(Question, CancellationToken.None);
        var answered = await home.Get<IAiProvider>().AskAsync(Question, CancellationToken.None);

        Assert.Equal((ErrorCodes.AiFailed, ErrorCategory.Transient), (failed.Code, failed.Category));
        Assert.DoesNotContain(AiServer.Key, failed.Message + home.ReadArtifact(failed.Transcript), StringComparison.Ordinal);
        Assert.Equal(3, answered.Value!.Value.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("Anthropic")]
    public async Task An_answer_that_does_not_end_is_given_up(string provider)
    {
        await using var server = await AiServer.StartAsync();
        using var home = server.Does(Faults.Answer("stall")).Home(provider, ("Ai:TimeLimit", "00:00:01"));

        var failed = await home.Get<IAiProvider>().AskAsync(Question, CancellationToken.None);

        Assert.Equal((ErrorCodes.AiFailed, ErrorCategory.Timeout), (failed.Code, failed.Category));
    }
}
