using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

/// <summary>One segment file read over and over, each time damaged otherwise: the reader alone, so that thousands of rounds take seconds.</summary>
internal sealed class DamagedSegment : IDisposable
{
    private readonly string _root = TestFolders.Create();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SpoolCounters _counters;

    public DamagedSegment() => _counters = new(_services.GetRequiredService<IMeterFactory>());

    /// <summary>What is read when one bit is the other way round.</summary>
    public List<SpooledExchange> ReadFlipped(byte[] segment, int bit)
    {
        var flipped = segment.ToArray();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return Read(flipped, out _);
    }

    /// <summary>What is read of these bytes.</summary>
    /// <param name="segment">The bytes.</param>
    /// <param name="spans">How many damaged spans were told of.</param>
    public List<SpooledExchange> Read(ReadOnlySpan<byte> segment, out long spans)
    {
        var before = _counters.DamagedSpans.Value;
        File.WriteAllBytes(Path.Combine(_root, "0000000000000001.spool"), segment);
        using var folder = new SpoolFolder(_root);
        var options = new SpoolOptions { Folder = _root, QuarantineBytes = 0 };
        var quarantine = new Quarantine(folder, options, _counters);
        var appender = new Appender(folder, options, Disk.Real with { Flush = _ => { }, FlushFolder = _ => { } }, _counters, TimeProvider.System);
        using var reader = new SpoolReader(appender, quarantine, folder, _counters, TimeProvider.System);
        reader.Start(appender.Start(folder.OpenSegments(quarantine, 0)), storedBefore: null);
        var read = new List<SpooledExchange>();
        while (reader.Next() is { } exchange)
        {
            read.Add(exchange);
        }

        Directory.GetFiles(_root, "*.spool").ToList().ForEach(File.Delete);
        spans = _counters.DamagedSpans.Value - before;
        return read;
    }

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
