using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Moq;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Api;

namespace Slipway.Functions.Tests.Api;

public sealed class ListTests
{
    private readonly ApiScene _scene = new();
    private readonly List<OrchestrationQuery> _queries = [];

    [Theory]
    [InlineData("")]
    [InlineData("&status=failed")]
    [InlineData("&status=running")]
    [InlineData("&state=CODING&status=running")]
    [InlineData("&status=paused")]
    public async Task Every_page_but_the_last_is_full_and_all_together_are_the_list_oldest_first(string filter)
    {
        // Failed ones are rare: a page of three is found across several of the host's pages.
        var all = Enumerable.Range(1, 1_000).Select(
            number => Listed(number, number % 90 == 0 ? WorkflowState.Failed : WorkflowState.Coding));
        Lists([.. all]);
        var wanted = all.Where(instance => filter switch
        {
            "" => true,
            "&status=failed" => Number(instance) % 90 == 0,
            "&status=paused" => false,
            _ => Number(instance) % 90 != 0,
        }).Select(instance => instance.InstanceId).ToList();

        var listed = new List<string>();
        string? continuation = "";
        while (continuation is not null)
        {
            var limit = listed.Count % 2 == 0 ? 7 : 120;
            var answer = await ListAsync($"?limit={limit}{filter}&continuation={continuation}");
            var page = answer.Json.GetProperty("workflows").EnumerateArray().Select(view => view.GetProperty("id").GetString()!).ToList();
            listed.AddRange(page);
            continuation = answer.Json.TryGetProperty("continuation", out var next) ? next.GetString() : null;
            Assert.True(page.Count == limit || continuation is null);
        }

        Assert.Equal(wanted, listed);
    }

    [Fact]
    public async Task Only_workflows_are_asked_for_with_what_their_view_needs()
    {
        Lists(Listed(1, WorkflowState.Coding));

        await ListAsync("?limit=2");

        var query = Assert.Single(_queries);
        Assert.Equal(
            ("wf-", 2, true, null),
            (query.InstanceIdPrefix, query.PageSize, query.FetchInputsAndOutputs, query.ContinuationToken));
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("?createdFrom=2026-05-04", "2026-05-04T00:00:00Z", null)]
    [InlineData("?createdTo=2026-05-04T10:30", null, "2026-05-04T10:30:00Z")]
    [InlineData(
        "?createdFrom=2026-05-04T10:30:00%2B02:00&createdTo=2026-05-04T10:30:00.25Z", "2026-05-04T08:30:00Z", "2026-05-04T10:30:00.25Z")]
    [InlineData("?createdFrom=2026-05-04&createdTo=2026-05-04", "2026-05-04T00:00:00Z", "2026-05-04T00:00:00Z")]
    public async Task The_host_is_asked_for_those_of_a_time_and_for_no_more_than_a_page(string query, string? from, string? to)
    {
        Lists(Listed(1, WorkflowState.Coding));

        await ListAsync(query);

        var asked = Assert.Single(_queries);
        Assert.Equal((Time(from), Time(to), 50), (asked.CreatedFrom, asked.CreatedTo, asked.PageSize));

        static DateTimeOffset? Time(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("?label=team=shop", "1 2")]
    [InlineData("?label=team%3Dshop&label=stage=a=b", "2")]
    [InlineData("?label=team=SHOP", "")]
    [InlineData("?label=stage=a", "")]
    public async Task They_are_found_by_all_the_labels_asked_for(string query, string expected)
    {
        Lists(Labelled(1, ("team", "shop")), Labelled(2, ("team", "shop"), ("stage", "a=b")), Listed(3, WorkflowState.Coding));

        var views = (await ListAsync(query)).Json.GetProperty("workflows").EnumerateArray();

        Assert.Equal(expected, string.Join(' ', views.Select(view => view.GetProperty("id").GetString()![3..].TrimStart('0'))));
    }

    [Theory]
    [InlineData("?state=CODING", 1)]
    [InlineData("?state=coding", 1)]
    [InlineData("?state=pr-created", 0)]
    [InlineData("?status=failed", 1)]
    [InlineData("?status=Running&state=FAILED", 0)]
    [InlineData("?continuation=", 2)]
    [InlineData("", 2)]
    public async Task They_can_be_filtered(string query, int expected)
    {
        Lists(Listed(1, WorkflowState.Coding), Listed(2, WorkflowState.Failed));

        Assert.Equal(expected, (await ListAsync(query)).Json.GetProperty("workflows").GetArrayLength());
    }

    [Fact]
    public async Task No_workflows_are_an_empty_list()
    {
        _scene.Client.Setup(client => client.GetAllInstancesAsync(It.IsAny<OrchestrationQuery?>()))
            .Returns(Mock.Of<AsyncPageable<OrchestrationMetadata>>(
                pages => pages.AsPages(It.IsAny<string?>(), It.IsAny<int?>()) == AsyncEnumerable.Empty<Page<OrchestrationMetadata>>()));

        Assert.Equal(0, (await ListAsync("")).Json.GetProperty("workflows").GetArrayLength());
    }

    [Theory]
    [InlineData("?limit=0", "1 to 200")]
    [InlineData("?limit=201", "1 to 200")]
    [InlineData("?limit=ten", "1 to 200")]
    [InlineData("?limit=1&limit=2", "1 to 200")]
    [InlineData("?state=DONE", "PR_CREATED")]
    [InlineData("?state=", "PR_CREATED")]
    [InlineData("?status=done", "aborted")]
    [InlineData("?status=1", "aborted")]
    [InlineData("?status=running,paused", "aborted")]
    [InlineData("?label=", "label must be NAME=VALUE")]
    [InlineData("?label=team", "label must be NAME=VALUE")]
    [InlineData("?label=a=1&label==shop", "label must be NAME=VALUE")]
    [InlineData("?createdFrom=", "createdFrom must be a time of ISO 8601")]
    [InlineData("?createdFrom=yesterday", "createdFrom must be a time of ISO 8601")]
    [InlineData("?createdTo=04/05/2026", "createdTo must be a time of ISO 8601")]
    [InlineData("?createdTo=2026-05-04&createdTo=2026-05-05", "createdTo must be a time of ISO 8601")]
    [InlineData("?createdFrom=2026-05-05&createdTo=2026-05-04", "createdFrom must not be after createdTo")]
    [InlineData("?continuation=zz", "continuation must be")]
    [InlineData("?continuation=%00%F0", "continuation must be")]
    [InlineData("?continuation=MCA1&continuation=MCA1", "continuation must be")]
    public async Task A_query_that_means_nothing_is_answered_with_what_would(string query, string expected)
    {
        var answer = await ListAsync(query);

        Assert.Equal((400, ErrorCodes.InvalidRequest), (answer.Status, answer.Code));
        Assert.Contains(expected, answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_continuation_that_the_host_does_not_know_is_refused_by_name()
    {
        Lists(Listed(1, WorkflowState.Coding));

        var answer = await ListAsync("?continuation=" + new ListPosition("not a number", 0));

        Assert.Equal((400, ErrorCodes.InvalidRequest), (answer.Status, answer.Code));
        Assert.Contains("continuation must be", answer.Detail, StringComparison.Ordinal);
    }

    private static int Number(OrchestrationMetadata instance) => int.Parse(instance.InstanceId[3..], CultureInfo.InvariantCulture);

    private static OrchestrationMetadata Listed(int number, WorkflowState state)
    {
        var status = state == WorkflowState.Failed ? ExecutionStatus.Failed : ExecutionStatus.Running;
        return ApiScene.Metadata(
            $"wf-{number:d20}", Some.Request(), OrchestrationRuntimeStatus.Running, ApiScene.Snapshot(state, status));
    }

    private static OrchestrationMetadata Labelled(int number, params (string Name, string Value)[] labels) => ApiScene.Metadata(
        $"wf-{number:d20}",
        Some.Request() with { Labels = labels.ToDictionary(label => label.Name, label => label.Value, StringComparer.Ordinal) },
        OrchestrationRuntimeStatus.Running,
        ApiScene.Snapshot(WorkflowState.Coding, ExecutionStatus.Running));

    /// <summary>As the embedded host: a token is a number, and one that is none is an argument out of place.</summary>
    private void Lists(params OrchestrationMetadata[] instances) => _scene.Client
        .Setup(client => client.GetAllInstancesAsync(It.IsAny<OrchestrationQuery?>()))
        .Callback<OrchestrationQuery?>(query => _queries.Add(query!))
        .Returns(Pageable.Create<OrchestrationMetadata>((token, size, _) =>
        {
            var after = token is null ? 0
                : int.TryParse(token, CultureInfo.InvariantCulture, out var key) ? key
                : throw new ArgumentException("That is no token.", nameof(token));
            var page = instances.Skip(after).Take(size!.Value).ToList();
            return Task.FromResult(new Page<OrchestrationMetadata>(
                page, page.Count < size ? null : (after + page.Count).ToString(CultureInfo.InvariantCulture)));
        }));

    private Task<ApiAnswer> ListAsync(string query) =>
        _scene.Query(query).AnswerAsync(scene => scene.Workflows.ListAsync(scene.Request, scene.Client.Object));
}
