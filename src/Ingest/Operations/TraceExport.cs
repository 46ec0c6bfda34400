using Observability.Domain;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Observability.Ingest.Operations;

/// <summary>Sends spans by OTLP, as the standard's own variables say (<c>OTEL_EXPORTER_OTLP_…</c>, <c>OTEL_TRACES_SAMPLER</c>, <c>OTEL_SERVICE_NAME</c>).</summary>
internal sealed class TraceExport : IHostedService, IDisposable
{
    private TracerProvider? _provider;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _provider = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService("observability-ingest").AddEnvironmentVariableDetector())
            .AddSource(Traces.SourceName)
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>Nothing: calls may still be open. What they leave is sent when the host is disposed.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _provider?.Dispose();
}

/// <summary>Registers <see cref="TraceExport"/>.</summary>
internal static class TraceRegistration
{
    /// <summary>Adds it where the environment names a collector; otherwise nothing of it is even loaded.</summary>
    /// <exception cref="SettingException">The collector's address is none.</exception>
    public static void AddTraces(this IServiceCollection services, Settings settings)
    {
        if (settings.TracesTo is not null)
        {
            services.AddHostedService<TraceExport>();
        }
    }
}
