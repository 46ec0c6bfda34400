using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration.Memory;
using Npgsql;
using Observability.Dashboard.Api;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Bodies;
using Observability.Dashboard.CopyAs;
using Observability.Dashboard.Datasets;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Experiments;
using Observability.Dashboard.Exports;
using Observability.Dashboard.Jobs;
using Observability.Dashboard.Languages;
using Observability.Dashboard.Live;
using Observability.Dashboard.Members;
using Observability.Dashboard.Operations;
using Observability.Dashboard.Playground;
using Observability.Dashboard.Projects;
using Observability.Dashboard.Prompts;
using Observability.Dashboard.Replays;
using Observability.Dashboard.Runs;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Start;
using Observability.Dashboard.Totals;
using Observability.Dashboard.Usage;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Upstreams;
using Radzen;

namespace Observability.Dashboard;

/// <summary>The dashboard's host: what it is made of, and the way of a request through it.</summary>
internal static class DashboardApp
{
    private const int DefaultPort = 8788;
    private const int DefaultIngestPort = 8787;

    /// <summary>Where to listen, from <c>OBSERVABILITY_BIND</c> and <c>OBSERVABILITY_DASHBOARD_PORT</c>.</summary>
    /// <exception cref="SettingException">One of them is not an address or a port.</exception>
    public static IPEndPoint ListenAddress(Settings settings) =>
        IPAddress.TryParse(settings.Bind == "localhost" ? "127.0.0.1" : settings.Bind, out var address)
            ? new(address, settings.Port("OBSERVABILITY_DASHBOARD_PORT", DefaultPort))
            : throw new SettingException($"OBSERVABILITY_BIND is '{settings.Bind}'; it must be an IP address such as 127.0.0.1 or 0.0.0.0.");

    /// <summary>Builds the host over a database that has its schema. Nothing runs yet.</summary>
    public static WebApplication Build(string[] args, Settings settings, Sensitive<byte[]> masterKey, IPEndPoint listen)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = "Observability.Dashboard",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            kestrel.Listen(listen);
        });
        Log(builder, settings);

        // A setting that cannot be is told before anything starts.
        _ = Retention.Of(settings);
        _ = TrustedProxies.Read(settings);
        var services = builder.Services;
        services.AddOperations(settings);
        AddData(services, settings, masterKey);
        services.AddSingleton(new OutboundWall(() => OwnPorts(settings, listen)));
        AddKeyRing(services, settings, masterKey);
        services.AddSingleton(TimeProvider.System);
        services.AddMessages();
        services.AddOptionsWithValidateOnStart<ExchangeListOptions>().BindConfiguration("ExchangeList").ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<ReplayColumnOptions>().BindConfiguration("ReplayColumns").ValidateDataAnnotations();
        services.AddSignIn();
        services.AddApi();
        services.AddDatasets();
        services.AddExperiments();
        services.AddExports();
        services.AddJobs(settings, builder.Configuration.GetSection("Jobs").Get<JobsOptions>() ?? new());
        services.AddSingleton<ExchangeFeed>().AddHostedService(p => p.GetRequiredService<ExchangeFeed>());
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<ExchangeTail>(p, (Func<ProjectScope, NpgsqlDataSource>)p.GetRequiredService<ProjectDatabases>().Of));
        services.AddReplays();
        services.AddRuns();
        services.AddSingleton<PromptCache>().AddHostedService(p => p.GetRequiredService<PromptCache>());
        // A body that is edited crosses the circuit as one message.
        services.AddCircuitLimits();
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = BodyText.LongestMessage);
        services.AddRadzenComponents();

        var app = builder.Build();
        Map(app);
        return app;
    }

    /// <summary>Runs the host until it is told to stop.</summary>
    /// <exception cref="SettingException">Its port is taken.</exception>
    public static async Task RunAsync(WebApplication app)
    {
        try
        {
            await app.RunAsync();
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new SettingException($"{e.Message} Stop what listens there, or choose another OBSERVABILITY_DASHBOARD_PORT.");
        }
    }

    private static void Map(WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseTrustedProxies(app.Services.GetRequiredService<Settings>());
        app.UseSecurityHeaders();
        app.UseSameOriginCircuits();
        // The API speaks English: it is read by programs.
        app.UseWhen(c => !ApiRoutes.Covers(c.Request), pages => pages.UseReadersLanguage());
        app.UseWhen(c => ApiRoutes.Covers(c.Request), api => api.UseStatusCodePages());
        app.UseWhen(c => !ApiRoutes.Covers(c.Request), pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseCircuitLimit();
        app.UseFormTokens();
        app.UseAntiforgery();

        app.MapGet("/healthz", () => "ok").AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/readyz", Readiness.AnswerAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapMetrics();
        app.MapStaticAssets().AllowAnonymous();
        app.MapSignIn();
        app.MapInvitations();
        app.MapProjectSwitch();
        app.MapExchangeDownloads();
        app.MapExchangeImages();
        app.MapExchangeCopies();
        app.MapBodyParts();
        app.MapAuditDownloads();
        app.MapExportDownloads();
        app.MapDatasetDownloads();
        app.MapTableDownloads();
        app.MapGridDownload();
        app.MapUsageDownloads();
        app.MapBatchDownloads();
        app.MapApi();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(blazor =>
        {
            // Ours says frame-ancestors itself, and secrets next to a stranger's text don't belong in a compressed stream.
            blazor.ContentSecurityFrameAncestorsPolicy = null;
            blazor.DisableWebSocketCompression = true;
        });
    }

    private static void AddData(IServiceCollection services, Settings settings, Sensitive<byte[]> masterKey)
    {
        services.AddSingleton(settings);
        // Behind the wall, for whoever acts for a caller; NpgsqlDataSource comes to handlers by MessageRegistration.
        services.AddSingleton<ProjectDatabases>();
        services.AddDbContext<ObservabilityDb>((p, db) => db.UseNpgsql(
            p.GetRequiredService<ProjectDatabases>().Of(p.GetRequiredService<Caller>().Scope).CreateConnection(), contextOwnsConnection: true));
        // Past it.
        services.AddKeyedSingleton(PastTheWallAttribute.Services, (_, _) => Database.ForQueries(settings));
        services.AddKeyedScoped(PastTheWallAttribute.Services, (p, _) => new ObservabilityDb(
            new DbContextOptionsBuilder<ObservabilityDb>().UseNpgsql(Connection(p), contextOwnsConnection: true).Options));
        services.AddDbContext<AccountsDb>((p, db) => db.UseNpgsql(Connection(p), contextOwnsConnection: true));
        services.AddSingleton(new InstallationKey(masterKey));
        services.AddSingleton(new CredentialCipher(masterKey));
    }

    // By its connection, not by the data source: what EF makes of a model once, it makes anew for every data source it is handed.
    private static NpgsqlConnection Connection(IServiceProvider services) =>
        services.GetRequiredKeyedService<NpgsqlDataSource>(PastTheWallAttribute.Services).CreateConnection();

    // What an upstream may never be, even where private addresses are allowed.
    private static int[] OwnPorts(Settings settings, IPEndPoint listen) =>
        [listen.Port, settings.Port("OBSERVABILITY_INGEST_PORT", DefaultIngestPort), new NpgsqlConnectionStringBuilder(settings.Database().Value).Port];

    private static void AddKeyRing(IServiceCollection services, Settings settings, Sensitive<byte[]> masterKey)
    {
        var folder = Directory.CreateDirectory(Path.Combine(settings.DataFolder, "keys"));
        services.AddDataProtection().SetApplicationName("observability").PersistKeysToFileSystem(folder);
        services.Configure<KeyManagementOptions>(ring => ring.XmlEncryptor = new KeyRingEncryptor(masterKey));
    }

    private static void Log(WebApplicationBuilder builder, Settings settings)
    {
        if (settings.LogsAreJson)
        {
            builder.Logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        }
        else
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            });
        }

        // Defaults, below everything a user can set.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Logging:LogLevel:Default"] = "Information",
                ["Logging:LogLevel:Microsoft"] = "Warning",
                ["Logging:LogLevel:Quartz"] = "Warning",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
            },
        });
    }
}
