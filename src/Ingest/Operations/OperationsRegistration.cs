namespace Observability.Ingest.Operations;

/// <summary>Registers what whoever runs this may ask.</summary>
public static class OperationsRegistration
{
    /// <summary>Adds <see cref="OperationsEndpoints"/>. Call it before what counts, so that every count is collected.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddOptionsWithValidateOnStart<MetricsOptions>().BindConfiguration("Metrics").ValidateDataAnnotations();
        services.AddSingleton<PrometheusMetrics>();
        services.AddHostedService(di => di.GetRequiredService<PrometheusMetrics>());
        return services.AddSingleton<OperationsEndpoints>();
    }
}
