using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Observability.Dashboard.Live;
using Observability.Domain;
using Observability.Domain.Metrics;

namespace Observability.Dashboard.Operations;

/// <summary>What whoever runs this may ask: <c>/metrics</c>, and spans where the environment names a collector.</summary>
internal static class OperationsRegistration
{
    /// <summary>Adds it. Call it before what counts, so that every count is collected.</summary>
    /// <exception cref="SettingException">The collector's address is none.</exception>
    public static void AddOperations(this IServiceCollection services, Settings settings)
    {
        services.AddMetrics();
        services.AddOptionsWithValidateOnStart<MetricsOptions>().BindConfiguration("Metrics").ValidateDataAnnotations();
        services.AddSingleton<PrometheusMetrics>();
        services.AddHostedService<Collecting>();
        services.AddSingleton<WorkMeter>();
        if (settings.TracesTo is not null)
        {
            services.AddHostedService<TraceExport>();
        }
    }

    /// <summary>Answers <c>/metrics</c>: this machine only, unless <see cref="MetricsOptions.Public"/>.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes.MapGet("/metrics", Answer).AllowAnonymous().ExcludeFromDescription();

    private static Results<ContentHttpResult, ProblemHttpResult> Answer(HttpContext context, PrometheusMetrics metrics, IOptions<MetricsOptions> options)
    {
        if (!options.Value.Public && !PrometheusMetrics.IsFromThisMachine(context.Connection.RemoteIpAddress, context.Request.Headers.ContainsKey))
        {
            return TypedResults.Problem(
                type: "/problems/metrics-not-public", statusCode: StatusCodes.Status403Forbidden,
                title: "Metrics are read from this machine only. Set Metrics__Public=true to open them to everybody who reaches this port.");
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(metrics.Render(), PrometheusMetrics.ContentType);
    }

    private sealed class Collecting(PrometheusMetrics metrics, IMeterFactory meters, ExchangeFeed feed) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            meters.Create(WorkMeter.SourceName).CreateObservableGauge(
                "observability.live.connected", () => feed.IsConnected ? 1 : 0, unit: null,
                "1 while the connection stands over which PostgreSQL tells of arrivals; 0: live lists catch up when it is back.");
            metrics.Start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
