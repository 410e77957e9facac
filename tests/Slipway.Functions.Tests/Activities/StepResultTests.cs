using Moq;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Activities;

public sealed class StepResultTests
{
    [Fact]
    public async Task What_users_can_put_right_is_an_error_of_the_step()
    {
        var result = await ThrowingAsync(new SlipwayException(ErrorCodes.MergeRefused, "It conflicts.", ErrorCategory.Configuration));

        Assert.Equal(new StepError(ErrorCodes.MergeRefused, ErrorCategory.Configuration, "It conflicts."), result.Error);
        Assert.Null(result.Value);
    }

    [Fact]
    public async Task What_a_model_took_is_counted_with_the_error_too()
    {
        var usage = new AgentUsage(0.5m, 1100, 0);

        var result = await ThrowingAsync(new SlipwayException(ErrorCodes.AiFailed, "It gave no verdict.") { Usage = usage });

        Assert.Equal(usage, result.Usage);
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(DirectoryNotFoundException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    public async Task A_disk_that_cannot_be_used_is_a_storage_error_worth_another_attempt(Type type)
    {
        var result = await ThrowingAsync((Exception)Activator.CreateInstance(type, "No space left on device.")!);

        Assert.Equal((ErrorCodes.StorageFailed, ErrorCategory.Transient), (result.Error!.Code, result.Error.Category));
        Assert.Contains("No space left on device.", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_went_wrong_is_told_without_the_hosts_secrets()
    {
        var secrets = new Mock<ISecretMask>();
        secrets.Setup(each => each.Current()).Returns(text => text.Replace("hidden", "***", StringComparison.Ordinal));
        var running = new RunningWork(secrets.Object);

        var thrown = await StepResult.FromAsync<Workspace>(
            running, Some.Id, 0, _ => throw new SlipwayException(ErrorCodes.GitHubRefused, "The token hidden is bad."), default);
        var returned = await StepResult.FromAsync<Workspace>(
            running, Some.Id, 0,
            _ => Task.FromResult(StepResult.Failed<Workspace>(ErrorCodes.AgentFailed, ErrorCategory.AgentFailed, "It said hidden.")),
            default);

        Assert.Equal(("The token *** is bad.", "It said ***."), (thrown.Error!.Message, returned.Error!.Message));
    }

    [Fact]
    public async Task Being_stopped_by_the_workflow_is_a_cancellation()
    {
        var running = new RunningWork();
        var work = StepResult.FromAsync<Workspace>(running, Some.Id, 0, Forever, CancellationToken.None);
        await running.StopAsync(Some.Id, 1, CancellationToken.None);

        Assert.Equal((ErrorCodes.Cancelled, ErrorCategory.Cancelled), ((await work).Error!.Code, (await work).Error!.Category));
    }

    [Fact]
    public async Task When_the_host_stops_the_activity_has_no_result_and_runs_again_later()
    {
        using var host = new CancellationTokenSource();
        var work = StepResult.FromAsync<Workspace>(new RunningWork(), Some.Id, 0, Forever, host.Token);
        await host.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
    }

    [Fact]
    public async Task An_agent_that_ends_because_the_host_stops_has_not_failed()
    {
        using var host = new CancellationTokenSource();
        var running = new RunningWork();

        async Task<StepResult<T>> Ended<T>(StepResult<T> result, CancellationToken token)
            where T : class
        {
            await host.CancelAsync();
            Assert.True(token.IsCancellationRequested);
            return result;
        }

        var lifecycle = StepResult.FromAsync<Workspace>(
            running, Some.Id, 0,
            token => Ended(StepResult.Failed<Workspace>(ErrorCodes.Cancelled, ErrorCategory.Cancelled, "It was stopped."), token),
            host.Token);
        var definition = StepResult.FromAsync<StepOutcome>(
            running, Some.Id, 0,
            token => Ended(StepResult.Succeeded(StepOutcome.Failed(ErrorCodes.Cancelled, ErrorCategory.Cancelled, "Stopped.")), token),
            host.Token);
        var done = await StepResult.FromAsync<Workspace>(
            running, Some.Id, 0, token => Ended(StepResult.Succeeded(Some.Workspace()), token), host.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lifecycle);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => definition);
        Assert.Null(done.Error);
    }

    [Fact]
    public async Task A_defect_is_no_result()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => ThrowingAsync(new InvalidOperationException("A defect.")));
    }

    [Fact]
    public void An_errors_message_keeps_no_credential_and_is_not_endless()
    {
        var result = StepResult.Failed<Workspace>(
            ErrorCodes.GitFailed, ErrorCategory.Transient, "https://user:hunter2@host/repo " + new string('x', 10_000));

        Assert.DoesNotContain("hunter2", result.Error!.Message, StringComparison.Ordinal);
        Assert.InRange(result.Error.Message.Length, 1_000, 2_100);
    }

    private static async Task<StepResult<Workspace>> Forever(CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        return StepResult.Succeeded(Some.Workspace());
    }

    private static Task<StepResult<Workspace>> ThrowingAsync(Exception exception) => StepResult.FromAsync<Workspace>(
        new RunningWork(), Some.Id, 0, _ => Task.FromException<StepResult<Workspace>>(exception), CancellationToken.None);
}
