using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

/// <summary>One segment file read over and over with one bit changed: the reader alone, so that thousands of rounds take seconds.</summary>
internal sealed class FlippedSegment : IDisposable
{
    private readonly string _root = TestFolders.Create();
    private readonly byte[] _whole;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SpoolCounters _counters;

    public FlippedSegment(byte[] whole)
    {
        _whole = whole;
        _counters = new(_services.GetRequiredService<IMeterFactory>());
    }

    /// <summary>What is read when this bit is the other way round.</summary>
    public List<SpooledExchange> ReadWithFlipped(int bit)
    {
        _whole[bit / 8] ^= (byte)(1 << (bit % 8));
        File.WriteAllBytes(Path.Combine(_root, "0000000000000001.spool"), _whole);
        _whole[bit / 8] ^= (byte)(1 << (bit % 8));
        using var folder = new SpoolFolder(_root);
        var options = new SpoolOptions { Folder = _root, QuarantineBytes = 0 };
        var quarantine = new Quarantine(folder, options, _counters);
        var appender = new Appender(folder, options, Disk.Real with { FlushFolder = _ => { } }, _counters, TimeProvider.System);
        using var reader = new SpoolReader(appender, quarantine, folder, _counters, TimeProvider.System);
        reader.Start(appender.Start(folder.OpenSegments(quarantine, 0)), storedBefore: null);
        var read = new List<SpooledExchange>();
        while (reader.Next() is { } exchange)
        {
            read.Add(exchange);
        }

        Directory.GetFiles(_root, "*.spool").ToList().ForEach(File.Delete);
        return read;
    }

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
