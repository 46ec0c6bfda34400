using System.Text.Json;
using Microsoft.Extensions.Options;
using Observability.Domain.Metrics;

namespace Observability.Ingest.Operations;

/// <summary>What whoever runs this asks it: <c>/healthz</c> (the process lives), <c>/readyz</c> (it can take traffic), <c>/metrics</c>.</summary>
/// <param name="checks">What it needs to take traffic.</param>
/// <param name="metrics">What it counts.</param>
/// <param name="options">Who may read that.</param>
public sealed class OperationsEndpoints(IEnumerable<ReadinessCheck> checks, PrometheusMetrics metrics, IOptions<MetricsOptions> options)
{
    private readonly ReadinessCheck[] _checks = [.. checks];

    /// <summary>Answers when the path is one of the three, slashes around it aside. False, at once and with nothing written, when it is not.</summary>
    public ValueTask<bool> TryHandleAsync(HttpContext context, CancellationToken ct) => context.Request.Path.Value.AsSpan().Trim('/') switch
    {
        "healthz" => HandleAsync(context, HealthAsync, ct),
        "readyz" => HandleAsync(context, ReadinessAsync, ct),
        "metrics" => HandleAsync(context, MetricsAsync, ct),
        _ => ValueTask.FromResult(false),
    };

    private static async ValueTask<bool> HandleAsync(HttpContext context, Func<HttpContext, CancellationToken, Task> answer, CancellationToken ct)
    {
        // With inline completions this runs on a socket's thread, where nothing but copying may happen.
        await Task.Yield();
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            await answer(context, ct);
        }
        else
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "Only GET is answered here.", ct);
        }

        return true;
    }

    private static Task HealthAsync(HttpContext context, CancellationToken ct) =>
        WriteAsync(context, StatusCodes.Status200OK, new { status = "ok" }, ct);

    private Task ReadinessAsync(HttpContext context, CancellationToken ct)
    {
        var reasons = _checks.Select(c => new { check = c.Name, reason = c.Obstacle() }).Where(r => r.reason is not null).ToList();
        return reasons.Count == 0
            ? WriteAsync(context, StatusCodes.Status200OK, new { status = "ready" }, ct)
            : WriteAsync(context, StatusCodes.Status503ServiceUnavailable, new { status = "not_ready", reasons }, ct);
    }

    private Task MetricsAsync(HttpContext context, CancellationToken ct)
    {
        if (!options.Value.Public && !PrometheusMetrics.IsFromThisMachine(context.Connection.RemoteIpAddress, context.Request.Headers.ContainsKey))
        {
            return RefuseAsync(
                context, StatusCodes.Status403Forbidden, "metrics_not_public",
                "Metrics are read from this machine only. Set Metrics__Public=true to open them to everybody who reaches this port.", ct);
        }

        context.Response.ContentType = PrometheusMetrics.ContentType;
        return context.Response.WriteAsync(metrics.Render(), ct);
    }

    private static Task RefuseAsync(HttpContext context, int status, string code, string message, CancellationToken ct) =>
        WriteAsync(context, status, new { error = new { message, type = "invalid_request_error", code } }, ct);

    private static Task WriteAsync<T>(HttpContext context, int status, T body, CancellationToken ct)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, JsonSerializerOptions.Web, "application/json", ct);
    }
}
