namespace Slipway.LocalHost.Storage;

/// <summary>
/// Tells those who ask whether the store can be written. While its last write failed it tries another: a host that gets no work because
/// it is not ready would never learn that it is again.
/// </summary>
internal sealed class StoreTrials(GroupCommitWriter writer)
{
    private readonly Lock _lock = new();
    private Trial? _trial;

    /// <summary>Since when writes fail, why, and what to look at; null when it can be written. All who ask share one trial.</summary>
    public async Task<string?> FailureAsync()
    {
        if (writer.Health.Failure is not null)
        {
            await TryAsync().ConfigureAwait(false);
        }

        return writer.Health.Failure;
    }

    private Task TryAsync()
    {
        Trial trial;
        lock (_lock)
        {
            if (_trial is { Ended.IsCompleted: false } running)
            {
                return running.Ended;
            }

            _trial = trial = new Trial();
        }

        writer.Submit(trial);
        return trial.Ended;
    }

    private sealed class Trial : WriteOperation
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Done when the writer's health says how it went.</summary>
        public Task Ended => _ended.Task;

        public override void Write(TaskHubTables tables, CommitEffects effects) => tables.TryRoom();

        public override void Committed() => _ended.SetResult();

        public override void Failed(Exception exception) => _ended.SetResult();
    }
}
