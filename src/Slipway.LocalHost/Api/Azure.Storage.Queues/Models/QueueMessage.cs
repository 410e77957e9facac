using System.ClientModel.Primitives;
using System.Xml.Linq;
using Slipway.LocalHost.Queues;

namespace Azure.Storage.Queues.Models;

/// <summary>A message that was received: it is hidden from others for a while, and deleted with its pop receipt.</summary>
public class QueueMessage : IPersistableModel<QueueMessage>
{
    private readonly XElement _xml;

    // For the reader of models, which then calls Create on it.
    internal QueueMessage()
        : this(new XElement("QueueMessage"), QueueMessageEncoding.None)
    {
    }

    internal QueueMessage(XElement xml, QueueMessageEncoding encoding)
    {
        _xml = xml;
        MessageId = QueueXml.Text(xml, nameof(MessageId));
        PopReceipt = QueueXml.Text(xml, nameof(PopReceipt));
        Body = QueueXml.Body(xml, encoding);
        NextVisibleOn = QueueXml.Time(xml, "TimeNextVisible");
        InsertedOn = QueueXml.Time(xml, "InsertionTime");
        ExpiresOn = QueueXml.Time(xml, "ExpirationTime");
        DequeueCount = QueueXml.Number(xml, nameof(DequeueCount));
    }

    public string MessageId { get; }

    public string PopReceipt { get; private set; }

    public string MessageText => Body.ToString();

    public BinaryData Body { get; }

    public DateTimeOffset? NextVisibleOn { get; private set; }

    public DateTimeOffset? InsertedOn { get; }

    public DateTimeOffset? ExpiresOn { get; }

    /// <summary>How often it was received, this time included.</summary>
    public long DequeueCount { get; }

    /// <summary>Takes over what an update answered, without which the message cannot be deleted any more.</summary>
    public QueueMessage Update(UpdateReceipt updated) => new(_xml, QueueMessageEncoding.None, this, updated);

    private QueueMessage(XElement xml, QueueMessageEncoding encoding, QueueMessage before, UpdateReceipt updated)
        : this(xml, encoding)
    {
        ArgumentNullException.ThrowIfNull(updated);
        Body = before.Body;
        PopReceipt = updated.PopReceipt;
        NextVisibleOn = updated.NextVisibleOn;
    }

    BinaryData IPersistableModel<QueueMessage>.Write(ModelReaderWriterOptions options) => QueueXml.Write(_xml);

    QueueMessage IPersistableModel<QueueMessage>.Create(BinaryData data, ModelReaderWriterOptions options) =>
        new(QueueXml.Read(data), QueueMessageEncoding.None);

    string IPersistableModel<QueueMessage>.GetFormatFromOptions(ModelReaderWriterOptions options) => QueueXml.Format;
}
