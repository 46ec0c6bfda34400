using System.Net;
using Npgsql;
using Observability.Domain;
using Observability.Ingest.Configuration;
using Observability.Ingest.Operations;
using Observability.Ingest.Proxy;
using Observability.Ingest.Spool;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest;

/// <summary>Puts the host together.</summary>
internal static class IngestApp
{
    private const int DefaultPort = 8787;

    /// <summary>The host, ready to run.</summary>
    /// <exception cref="SettingException">An environment variable or option is wrong.</exception>
    public static WebApplication Build(string[] args, Settings settings, NpgsqlDataSource database)
    {
        RefuseUnknown(args);
        var builder = WebApplication.CreateSlimBuilder(args);
        var (address, port) = (Address(settings), settings.Port("OBSERVABILITY_INGEST_PORT", DefaultPort));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, port));
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        builder.Services.AddSingleton(database);
        builder.Services.AddOperations();
        builder.Services.AddConfigurationFeed(settings);
        builder.Services.AddOutboundWall();
        builder.Services.AddSpool(settings);
        builder.Services.AddSingleton(spool => new ReadinessCheck("spool", () =>
            spool.GetRequiredService<Spool.Spool>().IsWritable ? null : "The spool takes no exchanges: its disk is full or refuses writes."));
        builder.Services.AddProxy(settings);

        var app = builder.Build();
        app.UseProxy();
        app.Run(context => AnswerOperationsAsync(context, app.Services.GetRequiredService<OperationsEndpoints>()));
        return app;
    }

    /// <summary>The connection to PostgreSQL. Nothing is opened yet.</summary>
    /// <exception cref="SettingException">DATABASE_URL is missing or malformed.</exception>
    public static NpgsqlDataSource Database(Settings settings)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.Database().Value) { Timeout = 5 };
        return NpgsqlDataSource.Create(connection);
    }

    private static async Task AnswerOperationsAsync(HttpContext context, OperationsEndpoints operations)
    {
        if (!await operations.TryHandleAsync(context, context.RequestAborted))
        {
            // The proxy puts its own words into a 404 that says nothing.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private static IPAddress Address(Settings settings) => settings.Bind switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.IPv6Any,
        var text when IPAddress.TryParse(text, out var address) => address,
        var text => throw new SettingException($"OBSERVABILITY_BIND is '{text}'; it must be an IP address, such as 127.0.0.1 or 0.0.0.0."),
    };

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
