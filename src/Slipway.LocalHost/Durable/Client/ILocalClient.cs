namespace Slipway.LocalHost.Durable.Client;

/// <summary>A client of an embedded task hub.</summary>
internal interface ILocalClient
{
    InstanceOperations Operations { get; }
}
