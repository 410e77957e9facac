using Microsoft.Extensions.Configuration;
using Slipway.Functions.Downstream;

namespace Slipway.Functions.Tests.Downstream;

public sealed class EventQueueOptionsTests
{
    [Fact]
    public void Without_a_connection_there_is_nothing_to_check() => Assert.Null(Problem(new EventQueueOptions()));

    [Theory]
    [InlineData("Storage")]
    [InlineData("Listed")]
    public void A_connection_names_a_setting(string name) => Assert.Null(Problem(new EventQueueOptions { Connection = name }));

    [Theory]
    [InlineData("AccountName=shop;AccountKey=c2VjcmV0", "workflow-events", "must be the name of the setting")]
    [InlineData("Missing", "workflow-events", "names the setting 'Missing', which is not set")]
    [InlineData("Broken", "workflow-events", "is no storage connection string")]
    [InlineData("BadKey", "workflow-events", "is no storage connection string")]
    [InlineData("Storage", "Workflow_Events", "3 to 63 lower-case letters")]
    [InlineData("Storage", "a--b", "3 to 63 lower-case letters")]
    [InlineData("Storage", "ab", "3 to 63 lower-case letters")]
    public void What_cannot_work_is_said_at_start_without_the_secret(string connection, string queue, string said)
    {
        var problem = Problem(new EventQueueOptions { Connection = connection, Queue = queue });

        Assert.Contains(said, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", problem, StringComparison.Ordinal);
    }

    private static string? Problem(EventQueueOptions options)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage"] = "UseDevelopmentStorage=true",
            ["ConnectionStrings:Listed"] = "AccountName=shop;AccountKey=c2VjcmV0",
            ["Broken"] = "AccountName=shop",
            ["BadKey"] = "AccountName=shop;AccountKey=c2VjcmV0!",
        }).Build();
        return new EventQueueOptionsValidator(configuration).Validate(name: null, options).FailureMessage;
    }
}
