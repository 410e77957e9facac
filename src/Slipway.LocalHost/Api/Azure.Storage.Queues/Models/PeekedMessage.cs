using System.ClientModel.Primitives;
using System.Xml.Linq;
using Slipway.LocalHost.Queues;

namespace Azure.Storage.Queues.Models;

/// <summary>A message that was looked at, and stays where it is.</summary>
public class PeekedMessage : IPersistableModel<PeekedMessage>
{
    private readonly XElement _xml;

    // For the reader of models, which then calls Create on it.
    internal PeekedMessage()
        : this(new XElement("QueueMessage"), QueueMessageEncoding.None)
    {
    }

    internal PeekedMessage(XElement xml, QueueMessageEncoding encoding)
    {
        _xml = xml;
        MessageId = QueueXml.Text(xml, nameof(MessageId));
        Body = QueueXml.Body(xml, encoding);
        InsertedOn = QueueXml.Time(xml, "InsertionTime");
        ExpiresOn = QueueXml.Time(xml, "ExpirationTime");
        DequeueCount = QueueXml.Number(xml, nameof(DequeueCount));
    }

    public string MessageId { get; }

    public string MessageText => Body.ToString();

    public BinaryData Body { get; }

    public DateTimeOffset? InsertedOn { get; }

    public DateTimeOffset? ExpiresOn { get; }

    /// <summary>How often it was received.</summary>
    public long DequeueCount { get; }

    BinaryData IPersistableModel<PeekedMessage>.Write(ModelReaderWriterOptions options) => QueueXml.Write(_xml);

    PeekedMessage IPersistableModel<PeekedMessage>.Create(BinaryData data, ModelReaderWriterOptions options) =>
        new(QueueXml.Read(data), QueueMessageEncoding.None);

    string IPersistableModel<PeekedMessage>.GetFormatFromOptions(ModelReaderWriterOptions options) => QueueXml.Format;
}
