using System.Xml;
using System.Xml.Linq;

namespace Slipway.Integrations.Gates;

/// <summary>Reads XML reports element by element. Document types are passed over, never processed: no entity is expanded and nothing is
/// fetched.</summary>
internal static class ReportXml
{
    // An element that is added looks up to its document's root: what is nested without end would take for ever.
    private const int MaximumDepth = 100;

    // Cobertura's writers name its document type.
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, MaxCharactersFromEntities = 1024,
        MaxCharactersInDocument = ReportFiles.MaximumBytes, IgnoreComments = true, IgnoreProcessingInstructions = true,
    };

    /// <summary>The root element's name and attributes, of a document that is sound to its end.</summary>
    /// <exception cref="XmlException">It is no XML, or nested deeper than a report is.</exception>
    internal static XElement Root(string file)
    {
        using var reader = XmlReader.Create(file, Settings);
        reader.MoveToContent();
        var root = new XElement(reader.LocalName);
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI != XNamespace.Xmlns.NamespaceName)
            {
                root.SetAttributeValue(XName.Get(reader.LocalName, reader.NamespaceURI), reader.Value);
            }
        }

        while (reader.Read())
        {
            if (reader.Depth > MaximumDepth)
            {
                throw new XmlException($"Its elements are nested deeper than {MaximumDepth}.");
            }
        }

        return root;
    }

    /// <summary>All elements of a local name, wherever they are; those inside of one another only once.</summary>
    /// <exception cref="XmlException">It is no XML.</exception>
    internal static IEnumerable<XElement> Elements(string file, string localName)
    {
        using var reader = XmlReader.Create(file, Settings);
        reader.MoveToContent();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == localName)
            {
                yield return (XElement)XNode.ReadFrom(reader);
            }
            else
            {
                reader.Read();
            }
        }
    }

    /// <summary>The children of a local name, in any namespace.</summary>
    internal static IEnumerable<XElement> Children(this XElement element, string localName) =>
        element.Elements().Where(child => child.Name.LocalName == localName);
}
