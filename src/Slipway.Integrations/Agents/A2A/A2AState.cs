namespace Slipway.Integrations.Agents.A2A;

/// <summary>How a task stands.</summary>
internal enum A2AState
{
    /// <summary>It goes on: submitted, working, or a word that is not known here.</summary>
    GoingOn,

    /// <summary>It ended well.</summary>
    Completed,

    /// <summary>It ended with an error.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Canceled,

    /// <summary>The agent will not do it.</summary>
    Rejected,

    /// <summary>It rests until somebody answers the agent's question.</summary>
    InputRequired,

    /// <summary>It rests until somebody gives the agent credentials.</summary>
    AuthRequired,
}
