using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Observability.Ingest.Operations;

/// <summary>Collects this host's meters: ours (<c>Observability.…</c>), the runtime's and Kestrel's.</summary>
/// <param name="factory">Makes this host's meters; those of another host in the same process are not counted here.</param>
/// <param name="logger">Hears of a measurement that fails.</param>
public sealed partial class PrometheusMetrics(IMeterFactory factory, ILogger<PrometheusMetrics> logger) : IHostedService, IDisposable
{
    private static readonly string[] Others = ["System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];
    private readonly ConcurrentDictionary<string, Metric> _metrics = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _rendering = new();

    /// <summary>Starts collecting. Register it first, so that nothing is counted before.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsWanted(instrument.Meter))
            {
                // Two instruments of one name are one metric: Prometheus knows no other way.
                var metric = new Metric(instrument);
                listener.EnableMeasurementEvents(instrument, _metrics.GetOrAdd(metric.Name, metric));
            }
        };
        _listener.SetMeasurementEventCallback<int>((_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.Start();
        return Task.CompletedTask;
    }

    /// <summary>Nothing: the last exchanges are counted too.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Everything collected so far, and what is observed now, as Prometheus text.</summary>
    public string Render()
    {
        lock (_rendering)
        {
            foreach (var metric in _metrics.Values)
            {
                metric.ForgetObserved();
            }

            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException e)
            {
                // The other measurements were taken.
                MeasurementFailed(e.InnerExceptions[0].Message);
            }

            return PrometheusText.Render(_metrics.Values);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private bool IsWanted(Meter meter) =>
        (meter.Name.StartsWith("Observability.", StringComparison.Ordinal) || Others.Contains(meter.Name))
        && (meter.Scope is null || ReferenceEquals(meter.Scope, factory));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A metric could not be measured: {Reason}")]
    private partial void MeasurementFailed(string reason);
}
