using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Observability.Domain.Exchanges;
using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

/// <summary>A folder and the spool that is open on it; the spool can die and be opened again.</summary>
internal sealed class TestSpool : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private TestSpool(string root, SpoolOptions options) => (Root, Options) = (root, options);

    public string Root { get; }

    public SpoolOptions Options { get; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Disk Disk { get; set; } = Disk.Real;

    public Ingest.Spool.Spool Spool { get; private set; } = null!;

    public SpoolCounters Counters { get; private set; } = null!;

    public SpoolReader Reader => Spool.Reader;

    public IEnumerable<string> Segments => Directory.EnumerateFiles(Options.Folder, "*.spool").Order(StringComparer.Ordinal);

    public IEnumerable<string> QuarantineFiles => Directory.EnumerateFiles(Path.Combine(Options.Folder, "quarantine")).Order(StringComparer.Ordinal);

    public static TestSpool Closed(Action<SpoolOptions>? set = null, Disk? disk = null)
    {
        var root = TestFolders.Create();
        var options = new SpoolOptions { Folder = Path.Combine(root, "spool") };
        set?.Invoke(options);
        return new(root, options) { Disk = disk ?? Disk.Real };
    }

    public static async Task<TestSpool> OpenAsync(Action<SpoolOptions>? set = null, Disk? disk = null)
    {
        var spool = Closed(set, disk);
        await spool.OpenAsync();
        return spool;
    }

    public async Task OpenAsync()
    {
        Counters = new(_services.GetRequiredService<IMeterFactory>());
        Spool = New();
        await Spool.StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Another spool on the same folder, not started.</summary>
    public Ingest.Spool.Spool New() =>
        new(Microsoft.Extensions.Options.Options.Create(Options), Counters, Time, NullLogger<Ingest.Spool.Spool>.Instance) { Disk = Disk };

    /// <summary>Ends as kill -9 would: nothing is flushed, no bookmark is written. Then opens again.</summary>
    public async Task KillAndReopenAsync()
    {
        Spool.Dispose();
        await OpenAsync();
    }

    /// <summary>Ends as kill -9 would.</summary>
    public void Crash() => Spool.Dispose();

    public async Task StopAsync()
    {
        await Spool.StopAsync(TestContext.Current.CancellationToken);
        Spool.Dispose();
    }

    /// <summary>Puts a whole exchange in.</summary>
    public async Task<(BeginRecord Begin, EndRecord End)> AddAsync(string request = "request", string response = "response")
    {
        var begin = Some.Begin(body: request);
        var end = Some.End(begin.Id, response);
        Assert.True(await Spool.BeginAsync(begin));
        Assert.True(await Spool.EndAsync(end));
        await SettleAsync();
        return (begin, end);
    }

    /// <summary>Waits until what a slow disk left in memory is in the log.</summary>
    public Task SettleAsync() => Eventually.HoldsAsync(
        () => !Spool.IsSettling, TimeSpan.FromSeconds(10), "every record is in the log", TestContext.Current.CancellationToken);

    /// <summary>Everything the reader has to give.</summary>
    public List<SpooledExchange> Read()
    {
        var all = new List<SpooledExchange>();
        while (Reader.Next() is { } exchange)
        {
            all.Add(exchange);
        }

        return all;
    }

    public List<CapturedExchange> ReadCaptured() => Read().ConvertAll(e => e.ToCaptured());

    public void Dispose()
    {
        Spool?.Dispose();
        _services.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
