using System.Text.Json;

namespace Slipway.Functions.Tests;

public sealed class HostSettingsTests
{
    /// <summary>A workflow's agents take places for as long as they work; pausing and cancelling need some, too.</summary>
    [Fact]
    public void Agents_of_all_workflows_leave_places_for_other_activities()
    {
        var settings = JsonElement.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));
        var places = settings.GetProperty("extensions").GetProperty("durableTask").GetProperty("maxConcurrentActivityFunctions").GetInt32();

        Assert.True(places >= 10 * new SlipwayOptions().MaxConcurrentWorkflows, $"{places} places");
    }
}
