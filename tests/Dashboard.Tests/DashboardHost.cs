using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Start;
using Observability.Domain;
using Observability.Domain.Keys;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

/// <summary>The real host on Kestrel over a database of its own, started as Program.cs starts it.</summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    public const string Email = "anna@example.com";
    public const string Password = "correct horse battery";

    private readonly string _folder;

    private DashboardHost(TestDatabase database, WebApplication app, string folder, string printed)
    {
        (Database, App, _folder, Printed) = (database, app, folder, printed);
        Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public TestDatabase Database { get; }

    public WebApplication App { get; }

    public Uri Address { get; }

    /// <summary>What the start wrote on standard output.</summary>
    public string Printed { get; }

    public Sensitive<string> WriteKey { get; private init; }

    public Sensitive<string> ReadKey { get; private init; }

    public Sensitive<string> AdminKey { get; private init; }

    public static Task<DashboardHost> StartAsync(CancellationToken ct) => StartAsync(new Dictionary<string, string>(StringComparer.Ordinal), ct);

    /// <summary>With more settings, and arguments as on the command line, which begin with <c>--</c>.</summary>
    public static async Task<DashboardHost> StartAsync(IReadOnlyDictionary<string, string> more, CancellationToken ct)
    {
        var database = await TestDatabase.CreateAsync(ct);
        var folder = TestFolders.Create();
        var (write, read, admin) = (KeyText.Generate(KeyKind.Write), KeyText.Generate(KeyKind.Read), KeyText.Generate(KeyKind.Admin));
        var settings = Settings.From(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = database.ConnectionString,
            ["OBSERVABILITY_DATA"] = folder,
            ["OBSERVABILITY_ADMIN_EMAIL"] = Email,
            ["OBSERVABILITY_ADMIN_PASSWORD"] = Password,
            ["OBSERVABILITY_WRITE_KEY"] = write.Value,
            ["OBSERVABILITY_READ_KEY"] = read.Value,
            ["OBSERVABILITY_ADMIN_KEY"] = admin.Value,
        }.Concat(more.Where(m => !IsArgument(m))).ToDictionary(StringComparer.Ordinal));
        var masterKey = MasterKey.Load(settings);
        var output = new StringWriter();
        await new FirstStart(database.DataSource, masterKey, TimeProvider.System).RunAsync(settings, output, ct);
        var app = DashboardApp.Build(
            ["--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Warning", .. more.Where(IsArgument).Select(m => $"{m.Key}={m.Value}")],
            settings, masterKey, new(IPAddress.Loopback, 0));
        await app.StartAsync(ct);
        return new(database, app, folder, output.ToString()) { WriteKey = write, ReadKey = read, AdminKey = admin };
    }

    /// <summary>A client of the API with this key; of nobody when it is null. It follows no redirect and keeps no cookie.</summary>
    public HttpClient Client(Sensitive<string>? key)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None })
        {
            BaseAddress = Address,
        };
        client.DefaultRequestHeaders.Authorization = key is { } text ? new AuthenticationHeaderValue("Bearer", text.Value) : null;
        return client;
    }

    /// <summary>A browser of sorts: keeps cookies, follows no redirect.</summary>
    public HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = Address };

    private static bool IsArgument(KeyValuePair<string, string> more) => more.Key.StartsWith("--", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
