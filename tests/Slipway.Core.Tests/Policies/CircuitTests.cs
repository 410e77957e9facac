using Slipway.Core.Policies.CircuitBreaker;

namespace Slipway.Core.Tests.Policies;

public sealed class CircuitTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CircuitBreakerOptions Options = new() { Failures = 3, MaxOpenFor = TimeSpan.FromMinutes(3) };

    [Fact]
    public void It_opens_after_so_many_failures_in_a_row()
    {
        var circuit = Failed(new Circuit(), 2);
        Assert.Equal(CircuitState.Closed, circuit.StateAt(Now));

        circuit = circuit.Report(succeeded: false, Now, Options);

        Assert.Equal(CircuitState.Open, circuit.StateAt(Now));
        Assert.Equal(new CircuitAnswer(Allowed: false, Now.AddMinutes(1), 3), circuit.Enter("a", Now, Options).Answer);
    }

    [Fact]
    public void A_success_in_between_starts_the_count_anew()
    {
        var circuit = Failed(Failed(new Circuit(), 2).Report(succeeded: true, Now, Options), 2);

        Assert.True(circuit.Enter("a", Now, Options).Answer.Allowed);
    }

    [Fact]
    public void After_its_time_one_trial_passes_and_the_others_wait()
    {
        var later = Now.AddMinutes(1);
        var (first, circuit) = Failed(new Circuit(), 3).Enter("a", later, Options);

        Assert.Equal(CircuitState.HalfOpen, circuit.StateAt(later));
        Assert.True(first.Allowed);
        Assert.True(circuit.Enter("a", later, Options).Answer.Allowed);
        Assert.Equal(new CircuitAnswer(Allowed: false, later.AddMinutes(1), 3), circuit.Enter("b", later, Options).Answer);
    }

    [Fact]
    public void A_trial_that_succeeds_closes_it()
    {
        var circuit = Failed(new Circuit(), 3).Enter("a", Now.AddMinutes(1), Options).After;

        Assert.Equal(new Circuit(), circuit.Report(succeeded: true, Now.AddMinutes(2), Options));
    }

    [Fact]
    public void A_trial_that_fails_opens_it_for_twice_as_long_up_to_a_limit()
    {
        var circuit = Failed(new Circuit(), 3);
        var now = Now;
        List<double> minutes = [];
        for (var trial = 0; trial < 4; trial++)
        {
            minutes.Add((circuit.OpenUntil!.Value - now).TotalMinutes);
            now = circuit.OpenUntil.Value;
            circuit = circuit.Enter("a", now, Options).After.Report(succeeded: false, now, Options);
        }

        Assert.Equal([1, 2, 3, 3], minutes);
    }

    [Fact]
    public void A_trial_of_which_nothing_is_heard_gives_way_to_another()
    {
        var circuit = Failed(new Circuit(), 3).Enter("a", Now.AddMinutes(1), Options).After;

        Assert.False(circuit.Enter("b", Now.AddMinutes(35), Options).Answer.Allowed);
        Assert.True(circuit.Enter("b", Now.AddMinutes(36), Options).Answer.Allowed);
    }

    [Fact]
    public void A_late_failure_of_somebody_who_passed_before_it_opened_does_not_prolong_it()
    {
        var circuit = Failed(new Circuit(), 3);

        Assert.Equal(circuit.OpenUntil, circuit.Report(succeeded: false, Now.AddSeconds(30), Options).OpenUntil);
    }

    private static Circuit Failed(Circuit circuit, int times) =>
        Enumerable.Range(0, times).Aggregate(circuit, (current, _) => current.Report(succeeded: false, Now, Options));
}
