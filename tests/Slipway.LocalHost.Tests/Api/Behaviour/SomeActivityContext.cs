using Microsoft.DurableTask;

namespace Slipway.LocalHost.Tests.Api.Behaviour;

internal sealed class SomeActivityContext : TaskActivityContext
{
    public override TaskName Name => "some";

    public override string InstanceId => "i1";
}
