using Microsoft.DurableTask;

namespace Slipway.LocalHost.Hosting.Tasks;

/// <summary>What an activity written as a class is told about its call.</summary>
internal sealed class CallContext(TaskName name, string instanceId, TaskVersion version) : TaskActivityContext
{
    public override TaskName Name => name;

    public override string InstanceId => instanceId;

    public override string Version => version.Version;
}
