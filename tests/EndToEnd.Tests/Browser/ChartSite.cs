using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Observability.Dashboard;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>Components drawn by the server that a browser then looks at: with the product's style sheets and scripts, under its content security policy, without a database.</summary>
internal sealed class ChartSite : IAsyncDisposable
{
    private static readonly string[] Sheets = ["tokens", "base", "controls", "charts"];

    private readonly WebApplication _app;
    private string _body = "";

    private ChartSite(WebApplication app) => _app = app;

    /// <summary>Its address.</summary>
    public Uri Address => new(_app.Urls.Single() + "/");

    /// <summary>Starts it.</summary>
    public static async Task<ChartSite> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var site = new ChartSite(app);
        app.UseSecurityHeaders();
        foreach (var root in Roots())
        {
            app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(root.Folder), RequestPath = root.Path });
        }

        app.MapFallback(() => Results.Content(site.Page(), "text/html; charset=utf-8"));
        await app.StartAsync(ct);
        return site;
    }

    /// <summary>What the page holds from now on.</summary>
    public void Show(params IEnumerable<string> parts) => _body = string.Concat(parts);

    /// <summary>One component as HTML.</summary>
    public static Task<string> DrawAsync<TView>(params (string Name, object? Value)[] parameters) where TView : IComponent => Render.HtmlAsync<TView>(parameters);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string Page() => $"""
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Charts</title><link rel="icon" href="data:,">
        {string.Concat(Sheets.Select(sheet => $"<link rel=\"stylesheet\" href=\"/css/{sheet}.css\">"))}<script type="module" src="/js/charts.js"></script></head>
        <body><main class="page-body">{_body}</main></body></html>
        """;

    // The dashboard's own files, and those of its packages, as its build lists them.
    private static IEnumerable<(string Folder, string Path)> Roots()
    {
        yield return (Path.Combine(SharedCorpora.RepositoryRoot, "src", "Dashboard", "wwwroot"), "");
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Observability.Dashboard.staticwebassets.runtime.json")));
        foreach (var folder in manifest.RootElement.GetProperty("ContentRoots").EnumerateArray().Select(f => f.GetString()!).Where(f => f.Contains("radzen.blazor", StringComparison.OrdinalIgnoreCase)))
        {
            yield return (folder, "/_content/Radzen.Blazor");
        }
    }
}
