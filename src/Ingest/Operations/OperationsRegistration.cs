using Observability.Domain.Metrics;

namespace Observability.Ingest.Operations;

/// <summary>Registers what whoever runs this may ask, and puts it into the pipeline.</summary>
public static class OperationsRegistration
{
    /// <summary>Adds <see cref="OperationsEndpoints"/>. Call it before what counts, so that every count is collected.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddOptionsWithValidateOnStart<MetricsOptions>().BindConfiguration("Metrics").ValidateDataAnnotations();
        services.AddSingleton<PrometheusMetrics>();
        services.AddHostedService<Collecting>();
        services.AddSingleton(di => new ReadinessCheck("spool", () => Obstacle(di.GetRequiredService<Spool.Spool>())));
        return services.AddSingleton<OperationsEndpoints>();
    }

    /// <summary>Answers <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>. Goes behind the proxy, which leaves these paths alone.</summary>
    public static void UseOperations(this IApplicationBuilder app)
    {
        var operations = app.ApplicationServices.GetRequiredService<OperationsEndpoints>();
        app.Use(next => async context =>
        {
            if (!await operations.TryHandleAsync(context, context.RequestAborted))
            {
                await next(context);
            }
        });
    }

    private sealed class Collecting(PrometheusMetrics metrics) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            metrics.Start();
            return Task.CompletedTask;
        }

        // Nothing: the last exchanges are counted too.
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static string? Obstacle(Spool.Spool spool) => spool.IsWritable
        ? null
        : "The spool is full, broken or not open yet: calls are forwarded, but exchanges are not kept.";
}
