using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Observability.Ingest.Prices;
using Observability.Ingest.Spool;

namespace Observability.Benchmarks.Seeding;

/// <summary>The durable half of an ingest process: its spool on disk and the writer that drains it.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Spool _spool;
    private readonly ExchangeWriter _writer;

    private Replica(ServiceProvider services, Spool spool, ExchangeWriter writer) => (_services, _spool, _writer) = (services, spool, writer);

    /// <summary>What it has done.</summary>
    public SpoolState State => _spool.State;

    /// <summary>Starts it in a folder of its own.</summary>
    public static async Task<Replica> StartAsync(string folder, NpgsqlDataSource database, CurrentPrices prices, CancellationToken ct)
    {
        var services = new ServiceCollection().AddMetrics().AddLogging(l => l.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning)).BuildServiceProvider();
        var logs = services.GetRequiredService<ILoggerFactory>();
        var counters = ActivatorUtilities.CreateInstance<SpoolCounters>(services);
        var spool = new Spool(
            Options.Create(new SpoolOptions { Folder = folder }), counters, TimeProvider.System, logs.CreateLogger<Spool>());
        var writer = new ExchangeWriter(spool, database, prices, TimeProvider.System, logs.CreateLogger<ExchangeWriter>());
        await spool.StartAsync(ct);
        await writer.StartAsync(ct);
        return new(services, spool, writer);
    }

    /// <summary>Appends an exchange as the proxy does.</summary>
    /// <exception cref="InvalidOperationException">The spool did not keep it.</exception>
    public async ValueTask AppendAsync(Recorded exchange)
    {
        if (!await _spool.BeginAsync(exchange.Begin) || !await _spool.EndAsync(exchange.End))
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The spool did not keep exchange {exchange.Begin.Id}. {_spool.State.Problem}"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.StopAsync(CancellationToken.None);
        await _spool.StopAsync(CancellationToken.None);
        _writer.Dispose();
        _spool.Dispose();
        await _services.DisposeAsync();
    }
}
