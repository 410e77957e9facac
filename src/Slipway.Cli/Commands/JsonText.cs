using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Cli.Commands;

/// <summary>JSON for programs that read our output.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The option that asks for it.</summary>
    public static Option<bool> Option() => new("--json") { Description = "Write the host's JSON document." };

    /// <summary>The document, indented; nothing of it is left out.</summary>
    public static string Indent<T>(T document) => JsonSerializer.Serialize(document, Indented);
}
