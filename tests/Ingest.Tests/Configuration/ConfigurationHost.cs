using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Observability.Domain;
using Observability.Ingest.Configuration;
using Observability.Ingest.Keys;
using Observability.Ingest.Operations;
using Observability.Ingest.Prices;
using Observability.Ingest.Upstreams;
using Observability.Testing;

namespace Observability.Ingest.Tests.Configuration;

/// <summary>An ingest host that only follows its configuration.</summary>
internal sealed class ConfigurationHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly NpgsqlDataSource _database;
    private readonly LinesLog _log;

    private ConfigurationHost(IHost host, NpgsqlDataSource database, LinesLog log) => (_host, _database, _log) = (host, database, log);

    public Keyring Keyring => _host.Services.GetRequiredService<Keyring>();

    public UpstreamTable Upstreams => _host.Services.GetRequiredService<UpstreamTable>();

    public CurrentPrices Prices => _host.Services.GetRequiredService<CurrentPrices>();

    public ConfigurationFeed Feed => _host.Services.GetRequiredService<ConfigurationFeed>();

    public ConfigurationOrigin Origin => _host.Services.GetRequiredService<CurrentConfiguration>().Origin;

    public string? Obstacle => _host.Services.GetRequiredService<ReadinessCheck>().Obstacle();

    public IEnumerable<string> LogLines => _log.Lines;

    public static async Task<ConfigurationHost> StartAsync(
        string connectionString, string dataFolder, CancellationToken ct, params (string Name, string Value)[] variables)
    {
        var settings = Settings.From(
            variables.Append(("OBSERVABILITY_DATA", dataFolder)).ToDictionary(v => v.Item1, v => v.Item2));
        var log = new LinesLog();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        // Only announcements bring changes, unless a test wants the clock to.
        builder.Configuration.AddInMemoryCollection([new("Configuration:ReloadSeconds", settings.Read("RELOAD_SECONDS") ?? "3600")]);
        builder.Logging.AddProvider(log);
        builder.Services.AddMetrics();
        var database = NpgsqlDataSource.Create(connectionString);
        builder.Services.AddSingleton(database);
        builder.Services.AddConfigurationFeed(settings);
        var host = builder.Build();
        await host.StartAsync(ct);
        return new(host, database, log);
    }

    /// <summary>A host that has read the database and written the snapshot.</summary>
    public static async Task<ConfigurationHost> LoadedAsync(
        string connectionString, string dataFolder, CancellationToken ct, params (string Name, string Value)[] variables)
    {
        var host = await StartAsync(connectionString, dataFolder, ct, variables);
        await Eventually.HoldsAsync(
            () => host.Origin is ConfigurationOrigin.Database && File.Exists(Path.Combine(dataFolder, "ingest", "configuration.snapshot")),
            TimeSpan.FromSeconds(20), "the database is read and the snapshot written", ct);
        return host;
    }

    public Task StoppedAsync(CancellationToken ct) => _host.WaitForShutdownAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        await _database.DisposeAsync();
    }

    private sealed class LinesLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel}: {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
