using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Slipway.Functions.Webhooks;

/// <summary>The JSON of a delivery, which GitHub sends as it is or as the field <c>payload</c> of a form.</summary>
internal static class DeliveryBody
{
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>Takes the JSON out of a body whose signature has been checked.</summary>
    public static ReadOnlyMemory<byte> Json(HttpRequest request, byte[] body)
    {
        if (request.ContentType?.StartsWith(Form, StringComparison.OrdinalIgnoreCase) != true)
        {
            return body;
        }

        var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));
        return fields.TryGetValue("payload", out var payload) ? Encoding.UTF8.GetBytes(payload.ToString()) : default;
    }
}
