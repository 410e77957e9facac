using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Azure.Storage.Queues;

namespace Slipway.LocalHost.Queues;

/// <summary>The XML of the queue protocol: <c>QueueMessagesList/QueueMessage</c>, a child element a field, times as RFC 1123.</summary>
internal static class QueueXml
{
    /// <summary>The model format's name for XML.</summary>
    public const string Format = "X";

    // An answer holds at most 32 messages of 64 KB, escaped.
    private const long MaxCharacters = 32L * 1024 * 1024;

    private static readonly XmlReaderSettings Settings = new()
    {
        Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxCharacters,
    };

    /// <summary>The body of a request that sends or changes a message.</summary>
    public static string Message(BinaryData body, QueueMessageEncoding encoding) => new XElement(
        "QueueMessage",
        new XElement("MessageText", encoding == QueueMessageEncoding.Base64 ? Convert.ToBase64String(body) : body.ToString()))
        .ToString(SaveOptions.DisableFormatting);

    /// <summary>The messages of an answer.</summary>
    public static async Task<IReadOnlyList<XElement>> MessagesAsync(Stream content, CancellationToken cancellationToken)
    {
        using var reader = XmlReader.Create(content, Settings);
        var document = await XDocument.LoadAsync(reader, LoadOptions.PreserveWhitespace, cancellationToken).ConfigureAwait(false);
        return [.. document.Root!.Elements("QueueMessage")];
    }

    public static BinaryData Body(XElement message, QueueMessageEncoding encoding)
    {
        var text = message.Element("MessageText")?.Value ?? string.Empty;
        return encoding == QueueMessageEncoding.Base64 ? new BinaryData(Convert.FromBase64String(text)) : new BinaryData(text);
    }

    public static string Text(XElement message, string name) => message.Element(name)?.Value ?? string.Empty;

    public static long Number(XElement message, string name) =>
        long.TryParse(message.Element(name)?.Value, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public static DateTimeOffset? Time(XElement message, string name) =>
        DateTimeOffset.TryParse(message.Element(name)?.Value, CultureInfo.InvariantCulture, out var time) ? time : null;

    public static BinaryData Write(XElement element) => new(element.ToString(SaveOptions.DisableFormatting));

    public static XElement Read(BinaryData data)
    {
        using var reader = XmlReader.Create(data.ToStream(), Settings);
        return XElement.Load(reader, LoadOptions.PreserveWhitespace);
    }
}
