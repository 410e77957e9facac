using System.ClientModel.Primitives;
using System.Xml.Linq;
using Slipway.LocalHost.Queues;

namespace Azure.Storage.Queues.Models;

/// <summary>What the service answers to a message that it has taken.</summary>
public class SendReceipt : IPersistableModel<SendReceipt>
{
    private readonly XElement _xml;

    // For the reader of models, which then calls Create on it.
    internal SendReceipt()
        : this(new XElement("QueueMessage"))
    {
    }

    internal SendReceipt(XElement xml)
    {
        _xml = xml;
        MessageId = QueueXml.Text(xml, nameof(MessageId));
        PopReceipt = QueueXml.Text(xml, nameof(PopReceipt));
        InsertionTime = QueueXml.Time(xml, nameof(InsertionTime)) ?? default;
        ExpirationTime = QueueXml.Time(xml, nameof(ExpirationTime)) ?? default;
        TimeNextVisible = QueueXml.Time(xml, nameof(TimeNextVisible)) ?? default;
    }

    public string MessageId { get; }

    public DateTimeOffset InsertionTime { get; }

    public DateTimeOffset ExpirationTime { get; }

    public string PopReceipt { get; }

    public DateTimeOffset TimeNextVisible { get; }

    BinaryData IPersistableModel<SendReceipt>.Write(ModelReaderWriterOptions options) => QueueXml.Write(_xml);

    SendReceipt IPersistableModel<SendReceipt>.Create(BinaryData data, ModelReaderWriterOptions options) => new(QueueXml.Read(data));

    string IPersistableModel<SendReceipt>.GetFormatFromOptions(ModelReaderWriterOptions options) => QueueXml.Format;
}
