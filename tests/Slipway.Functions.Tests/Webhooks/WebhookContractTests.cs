using Slipway.Tests.Contracts;

namespace Slipway.Functions.Tests.Webhooks;

/// <summary>What tests deliver is what GitHub would deliver, by its own description.</summary>
public sealed class WebhookContractTests
{
    [WebhookContractFact]
    public async Task Every_derived_delivery_fits_GitHubs_description()
    {
        var deliveries = DerivedDelivery.All().ToList();

        var wrong = await WebhookContract.CheckAsync(deliveries.Select(delivery => (delivery.Event, delivery.Body)));

        Assert.Equal(deliveries.Count, wrong.Count);
        Assert.All(
            deliveries.Zip(wrong), pair => Assert.True(pair.Second.Length == 0, $"{pair.First.Name}: {string.Join('\n', pair.Second)}"));
    }

    [WebhookContractFact]
    public async Task What_does_not_fit_is_found()
    {
        var review = DerivedDelivery.Review("approved");
        review["review"]!.AsObject().Remove("user");
        var unknown = DerivedDelivery.Opened();
        unknown["action"] = "melted";

        var wrong = await WebhookContract.CheckAsync([("pull_request_review", review), ("pull_request", unknown)]);

        Assert.Contains(wrong[0], error => error.Contains("user", StringComparison.Ordinal));
        Assert.Equal(["GitHub describes no such delivery"], wrong[1]);
    }
}
