using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Slipway.Core;
using Slipway.Core.Security;

namespace Slipway.Functions.Api;

/// <summary>Reads a request's body, with a limit, and says what is wrong with it.</summary>
internal static class RequestBody
{
    private const int MaxJsonBytes = 1024 * 1024;

    // What is missing is said by whoever checks the request, with what would be right.
    private static readonly JsonSerializerOptions Options = new(CoreJson.Options)
    {
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(static type =>
        {
            foreach (var property in type.Properties)
            {
                property.IsRequired = false;
            }
        }),
    };

    /// <summary>Reads a JSON object. An empty body is <see langword="null"/>.</summary>
    /// <exception cref="SlipwayException">It is no JSON object.</exception>
    /// <exception cref="InvalidFieldsException">A field is unknown, or of another kind.</exception>
    /// <exception cref="BadHttpRequestException">It is too large (413), or says that it is no JSON (415).</exception>
    public static async Task<T?> ReadJsonAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class => await ReadObjectAsync(request, cancellationToken) is { } root ? Bind<T>(root) : null;

    /// <summary>Reads a JSON object as it is. An empty body is <see langword="null"/>.</summary>
    /// <exception cref="SlipwayException">It is no JSON object, or too large.</exception>
    public static async Task<JsonElement?> ReadObjectAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(request, MaxJsonBytes, cancellationToken)
            ?? throw new BadHttpRequestException(
                $"The body is larger than {MaxJsonBytes / 1024:N0} KiB.", StatusCodes.Status413PayloadTooLarge);
        if (body.Length == 0)
        {
            return null;
        }

        if (!string.IsNullOrEmpty(request.ContentType) && !request.HasJsonContentType())
        {
            throw new BadHttpRequestException(
                $"The body must be JSON, sent with Content-Type: application/json, not '{Sanitiser.Line(request.ContentType, 100)}'.",
                StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            using var document = JsonDocument.Parse(
                body, new JsonDocumentOptions { MaxDepth = Options.MaxDepth, AllowDuplicateProperties = false });
            return Object(document.RootElement).Clone();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter for names that are no Unicode.
            throw NotJson(exception);
        }
    }

    /// <summary>Reads a text in UTF-8.</summary>
    /// <exception cref="BadHttpRequestException">It is too large (413).</exception>
    public static async Task<string> ReadTextAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken) =>
        System.Text.Encoding.UTF8.GetString(await ReadAsync(request, maxBytes, cancellationToken)
            ?? throw new BadHttpRequestException(
                $"The body is larger than {maxBytes / 1024:N0} KiB.", StatusCodes.Status413PayloadTooLarge));

    /// <summary>Makes an object of JSON.</summary>
    /// <exception cref="SlipwayException">It is no JSON object.</exception>
    /// <exception cref="InvalidFieldsException">A field is unknown, or of another kind.</exception>
    public static T Bind<T>(JsonElement root)
        where T : class
    {
        var type = Options.GetTypeInfo(typeof(T));
        try
        {
            CheckNames(Object(root), type, "");
            return root.Deserialize<T>(Options)!;
        }
        catch (InvalidOperationException exception)
        {
            // Text that is no Unicode: a document is read as bytes, and its texts when they are looked at.
            throw NotJson(exception);
        }
        catch (JsonException exception)
        {
            var path = (exception.Path ?? "").TrimStart('$', '.');
            var field = Find(type, path.Split('.', '[')[0])?.Name ?? "body";
            var at = path == field ? "" : $" at {Sanitiser.Line(path, 100)}";
            throw new InvalidFieldsException(field, $"cannot be read{at}: it must be {Expected(TypeAt(type, path))}.", exception);
        }
    }

    /// <summary>Refuses fields that do not exist: a misspelt one would be left out without a word.</summary>
    private static void CheckNames(JsonElement element, JsonTypeInfo type, string path)
    {
        if (element.ValueKind == JsonValueKind.Array && type.Kind == JsonTypeInfoKind.Enumerable)
        {
            foreach (var (index, item) in element.EnumerateArray().Index())
            {
                CheckNames(item, Options.GetTypeInfo(type.ElementType!), $"{path}[{index}]");
            }
        }
        else if (element.ValueKind == JsonValueKind.Object && type.Kind == JsonTypeInfoKind.Object)
        {
            foreach (var given in element.EnumerateObject())
            {
                var name = path.Length == 0 ? given.Name : $"{path}.{given.Name}";
                var field = Find(type, given.Name) ?? throw new InvalidFieldsException(
                    Sanitiser.Line(name, 100), $"is no field of this request. It has: {Names(type)}.");
                CheckNames(given.Value, Options.GetTypeInfo(field.PropertyType), name);
            }
        }
    }

    private static JsonPropertyInfo? Find(JsonTypeInfo type, string name) =>
        type.Properties.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string Names(JsonTypeInfo type) => string.Join(", ", type.Properties.Select(field => field.Name));

    /// <summary>What belongs at a path such as <c>gates[0].name</c>; the last that is known on the way there.</summary>
    private static Type TypeAt(JsonTypeInfo type, string path)
    {
        foreach (var part in path.Split('.'))
        {
            if (Find(type, part.Split('[')[0]) is not { } field)
            {
                break;
            }

            type = Options.GetTypeInfo(field.PropertyType);
            if (part.Contains('[', StringComparison.Ordinal) && type.ElementType is { } element)
            {
                type = Options.GetTypeInfo(element);
            }
        }

        return Nullable.GetUnderlyingType(type.Type) ?? type.Type;
    }

    private static string Expected(Type type) => type switch
    {
        { IsEnum: true } => "one of " + string.Join(", ", Enum.GetValuesAsUnderlyingType(type).Cast<object>()
            .Select(value => JsonSerializer.Serialize(Enum.ToObject(type, value), type, Options))),
        _ when type == typeof(string) => "a string",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => "a whole number",
        { IsPrimitive: true } => "a number",
        _ => Options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } known ? $"an object with {Names(known)}" : "a list",
    };

    private static JsonElement Object(JsonElement root) => root.ValueKind == JsonValueKind.Object ? root : throw new SlipwayException(
        ErrorCodes.InvalidRequest, $"The body must be a JSON object, not {root.ValueKind.ToString().ToLowerInvariant()}.");

    private static SlipwayException NotJson(Exception exception) => new(
        ErrorCodes.InvalidRequest, $"The body is not JSON: {exception.Message}", innerException: exception);

    /// <summary>Reads the raw body, or returns <see langword="null"/> when it is larger than <paramref name="maxBytes"/>.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (body.Length + read > maxBytes)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
