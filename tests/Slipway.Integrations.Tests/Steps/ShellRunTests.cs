using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Steps;

public sealed class ShellRunTests
{
    [Theory]
    [InlineData("mkdir kept && touch kept/file && chmod 500 kept && echo done")]
    [InlineData("rm -r \"$PWD\" && echo done")]
    public async Task What_a_command_does_to_its_folder_changes_nothing_about_how_it_ended(string command)
    {
        using var home = new TestHome();

        var outcome = await Step.RunAsync(home, "shell.run", new { command });

        Assert.Equal(StepOutcomeStatus.Success, outcome.Status);
        Assert.Equal("done", outcome.Outputs!.Value.GetProperty("stdout").GetString());
        Assert.Empty(Directory.EnumerateDirectories(home.Data, "step-*", SearchOption.AllDirectories));
    }
}
