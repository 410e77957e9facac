using Microsoft.DurableTask;

namespace Slipway.LocalHost.Tests.Api.Behaviour;

/// <summary>Failures as data, and as the exception an orchestrator sees.</summary>
public sealed class FailureTests
{
    [Fact]
    public void A_failure_holds_its_exception_with_what_caused_it()
    {
        var failure = TaskFailureDetails.FromException(new InvalidOperationException("outer", new FileNotFoundException("inner")));

        Assert.Equal("System.InvalidOperationException: outer", failure.ToString());
        Assert.Equal(typeof(FileNotFoundException).FullName, failure.InnerFailure!.ErrorType);
    }

    [Fact]
    public void It_is_caused_by_its_type_and_its_base_types_and_no_other()
    {
        var failure = TaskFailureDetails.FromException(new OwnException());

        Assert.True(failure.IsCausedBy<OwnException>());
        Assert.True(failure.IsCausedBy<IOException>());
        Assert.True(failure.IsCausedBy<Exception>());
        Assert.False(failure.IsCausedBy<ArgumentException>());
        Assert.Throws<ArgumentException>(() => failure.IsCausedBy(typeof(string)));
        Assert.False(new TaskFailureDetails("ActivityTaskNotFound", "x", null, null, null).IsCausedBy<IOException>());
    }

    [Fact]
    public void The_exception_says_which_task_failed_and_why()
    {
        var exception = new TaskFailedException("Ship", 7, TaskFailureDetails.FromException(new IOException("no disk")));

        Assert.Equal("Task 'Ship' (#7) failed with an unhandled exception: no disk", exception.Message);
        Assert.Equal(("Ship", 7), (exception.TaskName, exception.TaskId));
    }

    [Fact]
    public void A_failure_of_a_failure_keeps_the_first_one()
    {
        var activity = new TaskFailedException("Ship", 7, TaskFailureDetails.FromException(new IOException("no disk")));

        var child = TaskFailureDetails.FromException(new TaskFailedException("Child", 1, TaskFailureDetails.FromException(activity)));

        Assert.Equal(typeof(IOException).FullName, child.InnerFailure!.InnerFailure!.ErrorType);
    }

    [Fact]
    public void Inner_failures_have_a_limit()
    {
        Exception exception = new IOException();
        for (var i = 0; i < 100; i++)
        {
            exception = new InvalidOperationException("outer", exception);
        }

        var depth = 0;
        for (var failure = TaskFailureDetails.FromException(exception); failure is not null; failure = failure.InnerFailure)
        {
            depth++;
        }

        Assert.Equal(11, depth);
    }

    private sealed class OwnException : IOException;
}
