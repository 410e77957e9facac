using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Slipway.LocalHost.Http;

/// <summary>The worker's own type of answer, kept until the function returns and then sent by ASP.NET Core.</summary>
internal sealed class AspNetResponseData(FunctionContext context) : HttpResponseData(context)
{
    private readonly List<IHttpCookie> _cookies = [];

    public override HttpStatusCode StatusCode { get; set; } = HttpStatusCode.OK;

    public override HttpHeadersCollection Headers { get; set; } = [];

    public override Stream Body { get; set; } = new MemoryStream();

    public override HttpCookies Cookies => new CookieList(_cookies);

    /// <summary>Sends an answer.</summary>
    public static async Task SendAsync(HttpResponseData answer, HttpResponse response)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated)
        {
            response.Headers[name] = values.ToArray();
        }

        foreach (var cookie in (answer as AspNetResponseData)?._cookies ?? [])
        {
            response.Cookies.Append(cookie.Name, cookie.Value, Options(cookie));
        }

        if (answer.Body.CanSeek)
        {
            answer.Body.Position = 0;
            response.ContentLength ??= answer.Body.Length;
        }

        if (answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified))
        {
            await answer.Body.CopyToAsync(response.Body, response.HttpContext.RequestAborted).ConfigureAwait(false);
        }
    }

    private static CookieOptions Options(IHttpCookie cookie) => new()
    {
        Domain = cookie.Domain,
        Expires = cookie.Expires,
        HttpOnly = cookie.HttpOnly ?? false,
        MaxAge = cookie.MaxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Path = cookie.Path ?? "/",
        Secure = cookie.Secure ?? false,
        SameSite = cookie.SameSite switch
        {
            SameSite.Lax => SameSiteMode.Lax,
            SameSite.Strict => SameSiteMode.Strict,
            SameSite.ExplicitNone => SameSiteMode.None,
            _ => SameSiteMode.Unspecified,
        },
    };

    private sealed class CookieList(List<IHttpCookie> cookies) : HttpCookies
    {
        public override void Append(string name, string value) => cookies.Add(new HttpCookie(name, value));

        public override void Append(IHttpCookie cookie) => cookies.Add(cookie);

        public override IHttpCookie CreateNew() => new HttpCookie(string.Empty, string.Empty);
    }
}
