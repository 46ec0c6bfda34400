using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;
using Observability.Domain.Redaction;
using Observability.Domain.Upstreams;
using Observability.Ingest.Configuration;
using Observability.Ingest.Keys;
using Observability.Ingest.Prices;
using Observability.Ingest.Proxy;
using Observability.Ingest.Spool;
using Observability.Ingest.Upstreams;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>The proxy as it is put together in Program.cs, on a free port, with its keys and upstreams filled by hand.</summary>
internal sealed class ProxyHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LogLines _log;
    private readonly string _folder;
    private readonly List<(byte[] Digest, KnownKey Key)> _keys = [];
    private bool _isStopped;

    private ProxyHost(WebApplication app, LogLines log, string folder)
    {
        _app = app;
        _log = log;
        _folder = folder;
        Port = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Port;
    }

    public int Port { get; }

    public Guid ProjectId { get; } = Guid.CreateVersion7();

    /// <summary>A valid write key for any client, with the alterations such a key has.</summary>
    public string Key { get; } = KeyText.Generate(KeyKind.Write).Value;

    public string ReadKey { get; } = KeyText.Generate(KeyKind.Read).Value;

    public string RevokedKey { get; } = KeyText.Generate(KeyKind.Write).Value;

    public string ExpiredKey { get; } = KeyText.Generate(KeyKind.Write).Value;

    /// <summary>Every line the host has logged.</summary>
    public IReadOnlyCollection<string> Log => _log.Lines;

    /// <summary>Starts one whose upstreams openai (the default), ollama, anthropic, gemini and plain all lead to <paramref name="upstream"/>.</summary>
    public static Task<ProxyHost> StartAsync(Uri upstream, CancellationToken ct) => StartAsync(upstream, new Dictionary<string, string?>(), ct);

    /// <summary>The same by another clock.</summary>
    public static Task<ProxyHost> StartAsync(Uri upstream, TimeProvider time, CancellationToken ct) => StartAsync(upstream, new Dictionary<string, string?>(), time, ct);

    /// <summary>The same with settings, such as <c>Proxy:FirstByteSeconds</c>.</summary>
    public static Task<ProxyHost> StartAsync(Uri upstream, IReadOnlyDictionary<string, string?> settings, CancellationToken ct) =>
        StartAsync(upstream, settings, TimeProvider.System, ct);

    private static async Task<ProxyHost> StartAsync(Uri upstream, IReadOnlyDictionary<string, string?> settings, TimeProvider time, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new LogLines();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time);
        builder.Services.AddProxy(new Settings(name => settings.GetValueOrDefault(name)));
        builder.Services.AddSingleton<Keyring>();
        builder.Services.AddSingleton<UpstreamTable>();
        builder.Services.AddSingleton<CurrentPrices>();
        builder.Services.AddSingleton<CurrentConfiguration>();
        var folder = TestFolders.Create();
        var masterKey = MasterKey.Load(Settings.From(new Dictionary<string, string> { ["OBSERVABILITY_DATA"] = folder }));
        builder.Services.AddSingleton(di => new UpstreamSources([], new(masterKey), di.GetRequiredService<ILogger<UpstreamSources>>()));
        builder.Services.AddOptionsWithValidateOnStart<SpoolOptions>().BindConfiguration("Spool").ValidateDataAnnotations()
            .PostConfigure(spool => spool.Folder = folder);
        builder.Services.AddSingleton<SpoolCounters>();
        builder.Services.AddSingleton<Observability.Ingest.Spool.Spool>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Observability.Ingest.Spool.Spool>());
        builder.Services.AddSingleton(new OutboundWall(() => []));
        var app = builder.Build();
        app.UseProxy();
        await app.StartAsync(ct);
        var host = new ProxyHost(app, log, folder);
        host.Configure(upstream);
        return host;
    }

    /// <summary>Puts it into the state of a first start: no snapshot, and the database was not read yet.</summary>
    public void Unconfigure() => Use(ConfigurationOrigin.None);

    /// <summary>Ends that state: keys and upstreams as <see cref="StartAsync(Uri, CancellationToken)"/> fills them.</summary>
    public void Configure(Uri upstream)
    {
        Use(ConfigurationOrigin.Database);
        Fill(upstream);
    }

    /// <summary>One more write key.</summary>
    /// <param name="alterations">What is done for it.</param>
    /// <param name="switchedOn">What of this the key itself switches on.</param>
    public string AddKey(Alterations alterations, Alterations switchedOn)
    {
        var text = KeyText.Generate(KeyKind.Write).Value;
        _keys.Add((KeyText.DigestOf(text), new KnownKey(Guid.CreateVersion7(), ProjectId, KeyKind.Write, "openai", null, null)
        {
            Alterations = alterations | switchedOn,
            SwitchedOn = switchedOn,
        }));
        _app.Services.GetRequiredService<Keyring>().Replace(_keys);
        return text;
    }

    /// <summary>A write key of another project.</summary>
    public string AddKey(Guid projectId)
    {
        var text = KeyText.Generate(KeyKind.Write).Value;
        _keys.Add((KeyText.DigestOf(text), new KnownKey(Guid.CreateVersion7(), projectId, KeyKind.Write, "openai", null, null)));
        _app.Services.GetRequiredService<Keyring>().Replace(_keys);
        return text;
    }

    /// <summary>One more write key, of a project that keeps this much.</summary>
    public string AddKey(RedactionMode redaction)
    {
        var text = KeyText.Generate(KeyKind.Write).Value;
        _keys.Add((KeyText.DigestOf(text), new KnownKey(Guid.CreateVersion7(), ProjectId, KeyKind.Write, "openai", null, null) { Redaction = redaction }));
        _app.Services.GetRequiredService<Keyring>().Replace(_keys);
        return text;
    }

    /// <summary>Every byte of every file of the spool, but for its lock, which nobody else may open.</summary>
    public IReadOnlyList<byte[]> Files =>
        [.. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock").Select(Bytes)];

    /// <summary>The key with which the dashboard sends, of this text or a new one.</summary>
    public string AddReplayKey(string? text = null)
    {
        text ??= KeyText.Generate(KeyKind.Write).Value;
        _keys.Add((KeyText.DigestOf(text), new KnownKey(Guid.CreateVersion7(), ProjectId, KeyKind.Write, "openai", null, null) { IsReplay = true }));
        _app.Services.GetRequiredService<Keyring>().Replace(_keys);
        return text;
    }

    /// <summary>One more write key, as one made for this client has it.</summary>
    public string AddKey(KeyClient client) => AddKey(KeyAlterations.DefaultsFor(client), Alterations.None);

    /// <summary>The next exchange that the spool has recorded, in the order of their ends.</summary>
    public async Task<CapturedExchange> RecordedAsync(CancellationToken ct)
    {
        CapturedExchange? recorded = null;
        await Eventually.HoldsAsync(
            () => (recorded = Spool.Reader.Next()?.ToCaptured()) is not null, TimeSpan.FromSeconds(10), "the exchange is in the spool", ct);
        return recorded!;
    }

    public Observability.Ingest.Spool.Spool Spool => _app.Services.GetRequiredService<Observability.Ingest.Spool.Spool>();

    public Task<RawConnection> ConnectAsync(CancellationToken ct) => RawConnection.OpenAsync(Port, ct);

    /// <summary>Puts an upstream beside, or in the place of, the others.</summary>
    public void Fill(params UpstreamTarget[] upstreams) =>
        _app.Services.GetRequiredService<UpstreamTable>().Replace([.. upstreams.Select(u => ((Guid?)null, u))]);

    /// <summary>Stops it; calls still open after <paramref name="patience"/> are cut. What it recorded can still be read.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        using var limit = new CancellationTokenSource(patience);
        await _app.StopAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(2));
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static byte[] Bytes(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private void Use(ConfigurationOrigin origin) =>
        _app.Services.GetRequiredService<CurrentConfiguration>().Use(StoredConfiguration.Empty, origin);

    private void Fill(Uri upstream)
    {
        var keys = new (string Text, KeyKind Kind, DateTimeOffset? Expires, DateTimeOffset? Revoked)[]
        {
            (Key, KeyKind.Write, null, null),
            (ReadKey, KeyKind.Read, null, null),
            (RevokedKey, KeyKind.Write, null, DateTimeOffset.UnixEpoch),
            (ExpiredKey, KeyKind.Write, DateTimeOffset.UnixEpoch, null),
        };
        _keys.Clear();
        _keys.AddRange(keys.Select(k => (KeyText.DigestOf(k.Text), new KnownKey(Guid.CreateVersion7(), ProjectId, k.Kind, "openai", k.Expires, k.Revoked)
        {
            Alterations = KeyAlterations.DefaultsFor(KeyClient.Any),
        })));
        _app.Services.GetRequiredService<Keyring>().Replace(_keys);
        Fill([.. new[] { "openai", "ollama", "anthropic", "gemini", "plain" }.Select(name => new UpstreamTarget(name, upstream, name, true, null))]);
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
