using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost;
using Slipway.Benchmarks.Measuring;
using Slipway.Benchmarks.Workload;

namespace Slipway.Benchmarks.Worker;

/// <summary>A store with very many instances that have ended.</summary>
internal sealed class StoreWork(DurableTaskClient client)
{
    private const int PageSize = 100;
    private const int Teams = 50;
    private const string TagName = "team";

    /// <summary>
    /// Runs <c>count</c> instances to their end; one in <see cref="Finisher.FailEvery"/> fails. Their ids count from <c>size</c>.
    /// </summary>
    public async Task<WorkReply> FinishAsync(WorkRequest request, CancellationToken cancellationToken) =>
        WorkReply.Of(await LoadGenerator.RunAsync(
            request.Count,
            request.InFlight,
            async index =>
            {
                var number = request.Size + index;
                var id = await client.ScheduleNewOrchestrationInstanceAsync(
                    nameof(Finisher), number, new StartOrchestrationOptions(Id(number)) { Tags = TagsOf(number) }, cancellationToken);
                var end = await client.WaitForInstanceCompletionAsync(id, cancellationToken);
                var expected = Finisher.Fails(number) ? OrchestrationRuntimeStatus.Failed : OrchestrationRuntimeStatus.Completed;
                if (end.RuntimeStatus != expected)
                {
                    throw new BenchmarkException($"Instance '{id}' is {end.RuntimeStatus} instead of {expected}.");
                }
            },
            cancellationToken));

    /// <summary>Reads <c>count</c> pages of 100 by the query that the id names, in a store of <c>size</c> instances.</summary>
    public async Task<WorkReply> ListAsync(WorkRequest request, CancellationToken cancellationToken) =>
        request.Id switch
        {
            "failed" => await WalkAsync(request, OrchestrationRuntimeStatus.Failed, isEmpty: false, cancellationToken),
            "completed" => await WalkAsync(request, OrchestrationRuntimeStatus.Completed, isEmpty: false, cancellationToken),
            "running" => await WalkAsync(request, OrchestrationRuntimeStatus.Running, isEmpty: true, cancellationToken),
            "time" => await ByTimeAsync(request, cancellationToken),
            "prefix" => await ByPrefixAsync(request, cancellationToken),
            "name" => await ByNameAsync(request, cancellationToken),
            "tag" => await ByTagAsync(request, cancellationToken),
            _ => throw new BenchmarkException($"There is no query '{request.Id}'."),
        };

    private static string Id(int number) => $"f{number:D7}";

    private static Dictionary<string, string> TagsOf(int number) => new(StringComparer.Ordinal) { [TagName] = Team(number) };

    private static string Team(int number) => $"team{number % Teams}";

    // One page after the other, and from the beginning again when there are no more.
    private async Task<WorkReply> WalkAsync(
        WorkRequest request, OrchestrationRuntimeStatus status, bool isEmpty, CancellationToken cancellationToken)
    {
        string? token = null;
        return WorkReply.Of(await LoadGenerator.RunAsync(
            request.Count,
            inFlight: 1,
            async _ =>
            {
                var query = new OrchestrationQuery { Statuses = [status], PageSize = PageSize, ContinuationToken = token };
                var page = await ReadPageAsync(query, cancellationToken);
                var isFirst = token is null;
                token = string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken;
                Check(page.Values.All(instance => instance.RuntimeStatus == status), "an instance of another status is on the page");
                Check(!isFirst || page.Values.Count == 0 == isEmpty, $"the first page has {page.Values.Count} instances");
            },
            cancellationToken));
    }

    private async Task<WorkReply> ByTimeAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        var first = (await client.GetInstanceAsync(Id(0), cancellationToken))!.CreatedAt;
        var last = (await client.GetInstanceAsync(Id(request.Size - 1), cancellationToken))!.CreatedAt;
        var random = new Random(1);
        return WorkReply.Of(await LoadGenerator.RunAsync(
            request.Count,
            inFlight: 1,
            async _ =>
            {
                // Never so late that fewer instances than a page has come after it.
                var from = first + ((last - first) * 0.9 * random.NextDouble());
                var page = await ReadPageAsync(new OrchestrationQuery { CreatedFrom = from, PageSize = PageSize }, cancellationToken);
                Check(page.Values.Count == PageSize, $"the page has {page.Values.Count} instances");
                Check(page.Values.All(instance => instance.CreatedAt >= from), "an older instance is on the page");
            },
            cancellationToken));
    }

    private async Task<WorkReply> ByPrefixAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        var random = new Random(2);
        return WorkReply.Of(await LoadGenerator.RunAsync(
            request.Count,
            inFlight: 1,
            async _ =>
            {
                var prefix = Id(random.Next(request.Size / PageSize) * PageSize)[..^2];
                var page = await ReadPageAsync(
                    new OrchestrationQuery { InstanceIdPrefix = prefix, PageSize = PageSize }, cancellationToken);
                Check(page.Values.Count == PageSize, $"the page of '{prefix}' has {page.Values.Count} instances");
                Check(page.Values.All(instance => instance.InstanceId.StartsWith(prefix, StringComparison.Ordinal)), "a foreign id");
            },
            cancellationToken));
    }

    private async Task<WorkReply> ByNameAsync(WorkRequest request, CancellationToken cancellationToken) =>
        WorkReply.Of(await LoadGenerator.RunAsync(
            request.Count,
            inFlight: 1,
            async _ =>
            {
                var page = await ReadPageAsync(new InstanceQuery { Name = nameof(Finisher), PageSize = PageSize }, cancellationToken);
                Check(page.Values.Count == PageSize, $"the page has {page.Values.Count} instances");
                var none = await ReadPageAsync(new InstanceQuery { Name = "Nobody", PageSize = PageSize }, cancellationToken);
                Check(none.Values.Count == 0, "there is an instance of a name that nobody has");
            },
            cancellationToken));

    private async Task<WorkReply> ByTagAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        var random = new Random(3);
        return WorkReply.Of(await LoadGenerator.RunAsync(
            request.Count,
            inFlight: 1,
            async _ =>
            {
                var team = Team(random.Next(Teams));
                var page = await ReadPageAsync(new InstanceQuery { Tag = new(TagName, team), PageSize = PageSize }, cancellationToken);
                Check(page.Values.Count == PageSize, $"the page of '{team}' has {page.Values.Count} instances");
                Check(page.Values.All(instance => instance.Tags[TagName] == team), "an instance of another tag is on the page");
            },
            cancellationToken));
    }

    private async Task<Page<OrchestrationMetadata>> ReadPageAsync(OrchestrationQuery query, CancellationToken cancellationToken)
    {
        await foreach (var page in client.GetAllInstancesAsync(query).AsPages().WithCancellation(cancellationToken))
        {
            return page;
        }

        throw new BenchmarkException("A query gave no page at all.");
    }

    private static void Check(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new BenchmarkException($"A list is wrong: {otherwise}.");
        }
    }
}
