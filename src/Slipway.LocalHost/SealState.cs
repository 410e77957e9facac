namespace Slipway.LocalHost;

/// <summary>What the seals of a history say.</summary>
public enum SealState
{
    /// <summary>Every event is sealed, and none was altered, added or removed.</summary>
    Intact,

    /// <summary>
    /// The events before <see cref="HistoryVerification.FirstSealed"/> are of a release without seals; those after are intact.
    /// </summary>
    PartlySealed,

    /// <summary>The whole history is of a release without seals: nothing can be said about it.</summary>
    NotSealed,

    /// <summary>Something was altered, added or removed: see <see cref="HistoryVerification.FirstAltered"/>.</summary>
    Altered,
}
