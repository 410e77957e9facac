using Microsoft.Azure.Functions.Worker;

namespace Slipway.LocalHost.Tests.Api;

/// <summary>What the host declares in the packages' namespaces is in the packages, to the letter.</summary>
public sealed class DeclaredApiTests
{
    private const string OwnNamespace = "Slipway.LocalHost";

    private static readonly IReadOnlyList<Type> VisibleTypes =
        [.. typeof(FunctionAttribute).Assembly.GetTypes().Where(ApiText.IsVisible)];

    [Fact]
    public void Every_declared_type_and_member_is_in_the_listing_with_the_same_signature()
    {
        var strangers = Listing.Read().Strangers(VisibleTypes.Where(type => !IsOwn(type)));

        Assert.True(strangers.Count == 0, "Not in the listing:\n" + string.Join('\n', strangers));
    }

    [Fact]
    public void Every_public_type_is_in_a_listed_namespace_or_in_the_hosts_own()
    {
        var listing = Listing.Read();

        Assert.All(VisibleTypes, type => Assert.True(IsOwn(type) || listing.HasNamespace(type.Namespace!), $"{type} is in neither."));
    }

    [Fact]
    public void The_check_has_something_to_check()
    {
        Assert.True(VisibleTypes.Count(type => !IsOwn(type)) > 80);
    }

    private static bool IsOwn(Type type)
        => type.Namespace == OwnNamespace || type.Namespace?.StartsWith(OwnNamespace + ".", StringComparison.Ordinal) == true;
}
