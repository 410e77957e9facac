namespace Slipway.LocalHost.Tests.Api;

/// <summary>The check itself finds what it is for: each case doctors the listing of a small type by one word.</summary>
public sealed class ListingCheckTests
{
    private static readonly string[] Truth =
    [
        "Slipway.LocalHost.Tests.Api.Samples.Sample -- public sealed class; implements System.IDisposable",
        "Slipway.LocalHost.Tests.Api.Samples.Sample..ctor(string name, int? size = null) -- public constructor",
        "Slipway.LocalHost.Tests.Api.Samples.Sample.Dispose() : void -- public method",
        "Slipway.LocalHost.Tests.Api.Samples.Sample.Find<T>(System.Collections.Generic.IReadOnlyList<string?> names, int limit = 100, "
            + "System.Threading.CancellationToken cancellation = default) where T : class : System.Threading.Tasks.Task<T?> "
            + "-- public method",
        "Slipway.LocalHost.Tests.Api.Samples.Sample.Name { get; init; } : string -- public property",
        "Slipway.LocalHost.Tests.Api.Samples.Sample.Old { get; } : string? -- public property; obsolete",
    ];

    [Fact]
    public void A_true_listing_finds_nothing()
    {
        Assert.Empty(Strangers(Truth));
    }

    [Theory]
    [InlineData("Find<T>", "Search<T>", "a renamed member")]
    [InlineData("Sample.Name", "Sample.Title", "a renamed property")]
    [InlineData("string name, int? size", "string name, long? size", "a parameter of another type")]
    [InlineData("string name,", "string? name,", "a parameter of another nullability")]
    [InlineData("IReadOnlyList<string?>", "IReadOnlyList<string>", "a nested nullability")]
    [InlineData("Task<T?>", "Task<T>", "a result's nullability")]
    [InlineData("limit = 100", "limit = 50", "another default")]
    [InlineData("size = null", "size", "a lost default")]
    [InlineData("cancellation = default", "cancellationToken = default", "a renamed parameter")]
    [InlineData("get; init;", "get; set;", "another accessor")]
    [InlineData("where T : class ", "", "a lost constraint")]
    [InlineData("public sealed class", "public class", "another modifier")]
    [InlineData("; obsolete", "", "another obsolescence")]
    [InlineData("; implements System.IDisposable", "", "another interface")]
    public void A_listing_that_differs_reports(string from, string to, string what)
    {
        var doctored = Truth.Select(line => line.Replace(from, to)).ToList();

        var strangers = Strangers(doctored);

        Assert.True(strangers.Count == 1, what);
        Assert.Contains(strangers[0], Truth);
    }

    [Fact]
    public void Records_delegates_enums_and_protected_members_are_written_as_the_listings_write_them()
    {
        var listing = Listing.Read();

        Assert.Empty(listing.Strangers(
        [
            typeof(Microsoft.DurableTask.SubOrchestrationOptions),
            typeof(Microsoft.DurableTask.AsyncRetryHandler),
            typeof(Microsoft.DurableTask.Client.OrchestrationRuntimeStatus),
            typeof(Microsoft.DurableTask.TaskOrchestrationContext),
        ]));
    }

    private static IReadOnlyList<string> Strangers(IEnumerable<string> listing)
        => new Listing(listing).Strangers([typeof(Samples.Sample)]);
}
