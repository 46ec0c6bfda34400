using System.Net;
using Npgsql;
using Observability.Domain;
using Observability.Ingest.Configuration;
using Observability.Ingest.Operations;
using Observability.Ingest.Proxy;
using Observability.Ingest.Spool;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest;

/// <summary>Ingest's host: what it is made of, and the way of a request through it.</summary>
internal static class IngestApp
{
    private const int DefaultPort = 8787;

    /// <summary>Where to listen, from <c>OBSERVABILITY_BIND</c> and <c>OBSERVABILITY_INGEST_PORT</c>.</summary>
    /// <exception cref="SettingException">One of them is not an address or a port.</exception>
    public static IPEndPoint ListenAddress(Settings settings) =>
        IPAddress.TryParse(settings.Bind == "localhost" ? "127.0.0.1" : settings.Bind, out var address)
            ? new(address, settings.Port("OBSERVABILITY_INGEST_PORT", DefaultPort))
            : throw new SettingException($"OBSERVABILITY_BIND is '{settings.Bind}'; it must be an IP address such as 127.0.0.1 or 0.0.0.0.");

    /// <summary>The way to PostgreSQL. A server that cannot be reached is given up after 5 s; nobody waits for it but the writer and the feed.</summary>
    public static NpgsqlDataSource Database(Settings settings) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.Database().Value) { ApplicationName = "observability-ingest", Timeout = 5 });

    /// <summary>Builds the host. Nothing runs yet, and PostgreSQL need not be there.</summary>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static WebApplication Build(string[] args, Settings settings, NpgsqlDataSource database, IPEndPoint listen)
    {
        RefuseUnknown(args);
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(listen));

        // The host's own request log prints whole paths, and there are keys in them.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);

        if (settings.LogsAreJson)
        {
            // Never with scopes: the host's own holds the path, and the path holds the key.
            builder.Logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        }

        var services = builder.Services;
        services.AddSingleton(database);
        services.AddOperations();
        services.AddTraces(settings);
        services.AddSpool(settings);
        services.AddConfigurationFeed(settings);
        services.AddOutboundWall();
        services.AddProxy(settings);

        var app = builder.Build();
        app.UseProxy();
        app.UseOperations();
        app.Run(UnknownRouteAsync);
        return app;
    }

    /// <summary>Runs the host until it is stopped.</summary>
    /// <exception cref="SettingException">It stopped itself, because a setting turned out to be wrong.</exception>
    public static async Task RunAsync(WebApplication app, CancellationToken ct)
    {
        var feed = app.Services.GetRequiredService<ConfigurationFeed>();
        await app.RunAsync(ct);
        await feed.Outcome;
    }

    private static Task UnknownRouteAsync(HttpContext context)
    {
        var unknown = new ClientError(StatusCodes.Status404NotFound, "unknown_route", "Nothing is served at this address.");
        return unknown.SendAsync(context, unknown.ToJson(ErrorDialect.OpenAI), null, context.RequestAborted);
    }

    // Options are --migrate-only and settings such as --Proxy:CaptureBytes=1048576; anything else is a typing error.
    private static void RefuseUnknown(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var isSetting = args[i].StartsWith("--", StringComparison.Ordinal) && args[i].Contains(':', StringComparison.Ordinal);
            if (!isSetting && args[i] != "--migrate-only")
            {
                throw new SettingException($"'{args[i]}' is not an option of ingest. There are --migrate-only and settings such as --Proxy:CaptureBytes=1048576.");
            }

            i += isSetting && !args[i].Contains('=', StringComparison.Ordinal) ? 1 : 0;
        }
    }
}
