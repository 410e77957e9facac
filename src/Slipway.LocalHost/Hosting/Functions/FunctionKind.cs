namespace Slipway.LocalHost.Hosting.Functions;

/// <summary>What starts a function.</summary>
internal enum FunctionKind
{
    /// <summary>A request.</summary>
    Http,

    /// <summary>A turn of an orchestration.</summary>
    Orchestrator,

    /// <summary>A call by an orchestration.</summary>
    Activity,

    /// <summary>An operation on an entity.</summary>
    Entity,
}
