using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Observability.Dashboard.Operations;

/// <summary>
/// Sends spans of messages, jobs and the statements they run by OTLP, as the standard's own variables say (<c>OTEL_EXPORTER_OTLP_…</c>,
/// <c>OTEL_TRACES_SAMPLER</c>, <c>OTEL_SERVICE_NAME</c>). Statements are those of the code, with places for the values, never the values.
/// </summary>
internal sealed class TraceExport : IHostedService, IDisposable
{
    private TracerProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _provider = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService("observability-dashboard").AddEnvironmentVariableDetector())
            .AddSource(WorkMeter.SourceName, "Npgsql")
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    // Jobs may still run. What they leave is sent when the host is disposed.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _provider?.Dispose();
}
