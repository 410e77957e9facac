using FsCheck.Fluent;
using Slipway.Core.Lifecycle;

namespace Slipway.Core.Tests.Lifecycle;

public class WorkflowIdTests
{
    [Fact]
    public void A_branch_leads_back_to_its_workflow() => Property.Holds(
        ArbMap.Default.GeneratorFor<Guid>().Select(_ => WorkflowId.New()),
        id => WorkflowId.TryParse(id.Value, out var parsed) && parsed == id
            && WorkflowId.TryFromBranch(id.Branch, out var found) && found == id
            && WorkflowId.TryFromBranch("refs/heads/" + id.Branch, out found) && found == id);

    [Fact]
    public void Only_an_id_of_the_right_form_is_one() => Property.Holds(
        Property.HostileText,
        text => !WorkflowId.TryParse(text, out var id) || (text.Length == 23 && id.ToString() == text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wf-")]
    [InlineData("wf-0123456789abcdef012")]
    [InlineData("wf-0123456789abcdef01234")]
    [InlineData("wf-0123456789ABCDEF0123")]
    [InlineData("wf-0123456789abcdef0123\n")]
    [InlineData("wf-0123456789abcdef012g")]
    [InlineData("0123456789abcdef0123wf-")]
    public void What_is_no_id_is_refused(string? text)
    {
        Assert.False(WorkflowId.TryParse(text, out var id));
        Assert.Equal(default, id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("main")]
    [InlineData("slipway/")]
    [InlineData("slipway/feature")]
    [InlineData("refs/tags/slipway/" + Some.Id)]
    [InlineData("origin/slipway/" + Some.Id)]
    [InlineData("slipway/" + Some.Id + "/x")]
    public void Other_branches_belong_to_no_workflow(string? branch) => Assert.False(WorkflowId.TryFromBranch(branch, out _));

    [Fact]
    public void An_idempotency_key_always_gives_the_same_id_and_another_key_another()
    {
        var id = WorkflowId.ForIdempotencyKey("order-17");

        Assert.True(WorkflowId.TryParse(id.Value, out _));
        Assert.Equal(id, WorkflowId.ForIdempotencyKey("order-17"));
        Assert.NotEqual(id, WorkflowId.ForIdempotencyKey("order-18"));
        Assert.NotEqual(id, WorkflowId.ForIdempotencyKey("ORDER-17"));
    }
}
