using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Logging;

namespace Observability.Domain.Metrics;

/// <summary>Collects a host's meters: ours (<c>Observability.…</c>), the runtime's, Kestrel's and those of the pages' circuits.</summary>
/// <param name="factory">Makes this host's meters; those of another host in the same process are not counted here.</param>
/// <param name="logger">Hears of a measurement that fails.</param>
public sealed partial class PrometheusMetrics(IMeterFactory factory, ILogger<PrometheusMetrics> logger) : IDisposable
{
    /// <summary>The media type of <see cref="Render"/>'s text.</summary>
    public const string ContentType = PrometheusText.ContentType;

    /// <summary>Series of one metric beyond this many are counted together, so that no stranger's text can fill the memory.</summary>
    public const int MaxSeries = Metric.MaxSeries;

    private static readonly string[] Others =
        ["System.Runtime", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Components.Server.Circuits"];

    private static readonly string[] ForwardingHeaders = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"];
    private readonly ConcurrentDictionary<string, Metric> _metrics = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _rendering = new();

    /// <summary>Starts collecting. Register it first, so that nothing is counted before.</summary>
    public void Start()
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
    }

    /// <summary>Whether a request comes from this machine itself.</summary>
    /// <param name="remote">Where its connection comes from; null = unknown, which is not from here.</param>
    /// <param name="hasHeader">Whether it has a header of this name. A reverse proxy on this machine calls from loopback for the whole world, and says so in one.</param>
    public static bool IsFromThisMachine(IPAddress? remote, Func<string, bool> hasHeader) =>
        remote is not null && IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote) && !ForwardingHeaders.Any(hasHeader);

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
