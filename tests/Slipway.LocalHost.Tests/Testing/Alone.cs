namespace Slipway.LocalHost.Tests.Testing;

/// <summary>Tests that take all the machine has: they run after the others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
