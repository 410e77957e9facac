using System.Text.Json;
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
        TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(static type =>
        {
            foreach (var property in type.Properties)
            {
                property.IsRequired = false;
            }
        }),
    };

    /// <summary>Reads a JSON object. An empty body is <see langword="null"/>.</summary>
    /// <exception cref="SlipwayException">It is no JSON object, or too large.</exception>
    /// <exception cref="InvalidFieldsException">A field is unknown, or of another kind.</exception>
    public static async Task<T?> ReadJsonAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        var body = await ReadAsync(request, MaxJsonBytes, cancellationToken)
            ?? throw new SlipwayException(ErrorCodes.InvalidRequest, $"The body is larger than {MaxJsonBytes / 1024:N0} KiB.");
        if (body.Length == 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = Options.MaxDepth });
            return Bind<T>(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new SlipwayException(
                ErrorCodes.InvalidRequest, $"The body is not JSON: {exception.Message}", innerException: exception);
        }
    }

    /// <summary>Makes an object of JSON.</summary>
    /// <exception cref="SlipwayException">It is no JSON object.</exception>
    /// <exception cref="InvalidFieldsException">A field is unknown, or of another kind.</exception>
    public static T Bind<T>(JsonElement root)
        where T : class
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new SlipwayException(
                ErrorCodes.InvalidRequest, $"The body must be a JSON object, not {root.ValueKind.ToString().ToLowerInvariant()}.");
        }

        var fields = Options.GetTypeInfo(typeof(T)).Properties;
        foreach (var given in root.EnumerateObject().Where(given => !fields.Any(field => Matches(field, given.Name))))
        {
            var name = Sanitiser.Line(given.Name, 60);
            throw new InvalidFieldsException(
                name, $"is no field of this request. It has: {string.Join(", ", fields.Select(field => field.Name))}.");
        }

        try
        {
            return root.Deserialize<T>(Options)!;
        }
        catch (JsonException exception)
        {
            var path = (exception.Path ?? "").TrimStart('$', '.');
            var field = fields.FirstOrDefault(field => Matches(field, path.Split('.', '[')[0]));
            throw new InvalidFieldsException(field?.Name ?? "body", $"cannot be read{At(path, field)}: {Expected(field)}.", exception);
        }
    }

    private static bool Matches(JsonPropertyInfo field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string At(string path, JsonPropertyInfo? field) => path == field?.Name ? "" : $" at {Sanitiser.Line(path, 100)}";

    private static string Expected(JsonPropertyInfo? field)
    {
        var type = field is null ? null : Nullable.GetUnderlyingType(field.PropertyType) ?? field.PropertyType;
        return type switch
        {
            { IsEnum: true } => "it must be one of " + string.Join(", ", Enum.GetValuesAsUnderlyingType(type).Cast<object>()
                .Select(value => JsonSerializer.Serialize(Enum.ToObject(type, value), type, Options))),
            _ when type == typeof(string) => "it must be a string",
            _ when type == typeof(bool) => "it must be true or false",
            { IsPrimitive: true } => "it must be a number",
            _ => "its value has another form here, which the README's table of the HTTP API shows",
        };
    }

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
