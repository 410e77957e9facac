using System.Diagnostics;
using OpenTelemetry;

namespace Slipway.Integrations.Telemetry;

/// <summary>Keeps back the spans of requests that only read: health checks, pages and streams would be most of what is sent.</summary>
internal sealed class RequestSpans : BaseProcessor<Activity>
{
    /// <summary>ASP.NET Core's source, of a span for each request.</summary>
    public const string Source = "Microsoft.AspNetCore";

    private const string WithoutData = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    /// <summary>Has ASP.NET Core say what a request was; its spans have but a name otherwise.</summary>
    public static void Describe() => AppContext.SetSwitch(WithoutData, false);

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (data.Source.Name != Source || data.GetTagItem("http.request.method") is not string method)
        {
            return;
        }

        data.DisplayName = method;
        if (method is "GET" or "HEAD" or "OPTIONS")
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
