using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Observability.Ingest.Operations;

namespace Observability.Ingest.Tests.Operations;

/// <summary>A real Kestrel with nothing but the operations endpoints.</summary>
internal sealed class OperationsHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OperationsHost(WebApplication app)
    {
        _app = app;
        Client = new() { BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<OperationsHost> StartAsync(
        CancellationToken ct, bool isPublic = false, IPAddress? remote = null, params ReadinessCheck[] checks)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([new("Metrics:Public", isPublic.ToString())]);
        builder.Services.AddOperations();
        builder.Services.RemoveAll<ReadinessCheck>();
        foreach (var check in checks)
        {
            builder.Services.AddSingleton(check);
        }

        var app = builder.Build();
        app.Use(next => context =>
        {
            context.Connection.RemoteIpAddress = remote ?? context.Connection.RemoteIpAddress;
            return next(context);
        });
        app.UseOperations();
        app.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return Task.CompletedTask;
        });
        await app.StartAsync(ct);
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
