namespace Azure.Storage.Queues.Models;

/// <summary>What the service answers to an update: the message's new pop receipt, and when others see it again.</summary>
public class UpdateReceipt
{
    internal UpdateReceipt(string popReceipt, DateTimeOffset nextVisibleOn)
    {
        PopReceipt = popReceipt;
        NextVisibleOn = nextVisibleOn;
    }

    public string PopReceipt { get; }

    public DateTimeOffset NextVisibleOn { get; }
}
