namespace Slipway.Integrations.Agents.A2A;

/// <summary>The versions of the protocol that are spoken here.</summary>
internal enum A2AVersion
{
    /// <summary>0.3: methods such as <c>message/send</c>, states such as <c>input-required</c>, parts with a <c>kind</c>.</summary>
    V03,

    /// <summary>1.0: methods such as <c>SendMessage</c>, states such as <c>TASK_STATE_INPUT_REQUIRED</c>, tasks can be listed.</summary>
    V10,
}
