using Slipway.Core.Policies.Claims;

namespace Slipway.Core.Tests.Policies;

public sealed class ClaimBookTests
{
    private readonly ClaimBook _book = new();

    [Fact]
    public void A_thing_has_one_holder_until_its_workflow_ends()
    {
        Assert.Equal("1", Take("wf-a", "select", "1", "2"));
        Assert.Equal("2", Take("wf-b", "select", "1", "2"));
        Assert.Null(Take("wf-c", "select", "1", "2"));

        _book.Release("wf-a");
        _book.Release("wf-a");

        Assert.Equal("1", Take("wf-c", "select", "1", "2"));
    }

    [Fact]
    public void Who_asks_again_gets_what_it_has_and_lets_go_of_what_it_does_not_want_any_more()
    {
        Assert.Equal("2", Take("wf-a", "select", "2"));
        Assert.Equal("2", Take("wf-a", "select", "1", "2"));
        Assert.Equal("1", Take("wf-a", "another", "1", "2"));
        Assert.Equal("3", Take("wf-a", "select", "3"));

        Assert.Equal("2", Take("wf-b", "select", "1", "2"));
    }

    private string? Take(string workflow, string step, params string[] candidates) =>
        _book.Take(new ClaimRequest(workflow, step, candidates));
}
