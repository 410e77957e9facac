namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>Each scenario with agents that are made with the protocol's own SDK, in both versions.</summary>
public sealed class A2ASdkTests
{
    [A2ASdkTheory]
    [InlineData("1.0")]
    [InlineData("0.3")]
    public Task A_plan_is_what_the_agent_says(string version) => WithAsync(version, A2AScenarios.A_plan_is_what_the_agent_says);

    [A2ASdkTheory]
    [InlineData("1.0")]
    [InlineData("0.3")]
    public Task A_change_comes_as_a_diff(string version) => WithAsync(version, A2AScenarios.A_change_comes_as_a_diff);

    [A2ASdkTheory]
    [InlineData("1.0")]
    [InlineData("0.3")]
    public Task A_change_is_pushed_to_a_branch(string version) => WithAsync(version, A2AScenarios.A_change_is_pushed_to_a_branch);

    [A2ASdkTheory]
    [InlineData("1.0")]
    [InlineData("0.3")]
    public Task An_end_that_is_no_success_is_told_in_the_agents_words(string version) =>
        WithAsync(version, A2AScenarios.An_end_that_is_no_success_is_told_in_the_agents_words);

    [A2ASdkTheory]
    [InlineData("1.0")]
    [InlineData("0.3")]
    public Task A_task_is_found_again_by_the_next_host(string version) =>
        WithAsync(version, A2AScenarios.A_task_is_found_again_by_the_next_host);

    [A2ASdkTheory]
    [InlineData("1.0")]
    [InlineData("0.3")]
    public Task A_task_is_cancelled_with_its_step_and_the_next_run_begins_another(string version) =>
        WithAsync(version, A2AScenarios.A_task_is_cancelled_with_its_step_and_the_next_run_begins_another);

    [A2ASdkTheory]
    [InlineData("1.0")]
    [InlineData("0.3")]
    public Task A_fix_goes_on_in_the_conversation(string version) => WithAsync(version, A2AScenarios.A_fix_goes_on_in_the_conversation);

    [A2ASdkTheory]
    [InlineData("1.0")]
    [InlineData("0.3")]
    public Task A_token_that_is_wrong_is_said_to_be(string version) => WithAsync(version, A2AScenarios.A_token_that_is_wrong_is_said_to_be);

    private static async Task WithAsync(string version, Func<IA2APeer, Task> scenario)
    {
        await using var agent = await A2ASdkAgent.StartAsync(version);
        await scenario(agent);
    }
}
