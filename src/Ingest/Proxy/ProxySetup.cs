using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Observability.Domain;
using Observability.Ingest.Proxy.Altering;
using Observability.Ingest.Proxy.Redacting;

namespace Observability.Ingest.Proxy;

/// <summary>Puts the proxy together: its parts, and the web server as a proxy needs it.</summary>
public static class ProxySetup
{
    private static readonly StrictLengthEncoding StrictLength = new();

    /// <summary>Adds the proxy. Keys, upstreams, the outbound wall and the spool are added elsewhere.</summary>
    public static void AddProxy(this IServiceCollection services, Settings settings)
    {
        services.AddOptionsWithValidateOnStart<ProxyOptions>().BindConfiguration("Proxy").ValidateDataAnnotations()
            .PostConfigure(proxy =>
            {
                proxy.StrictBytes |= settings.Switch("OBSERVABILITY_STRICT_BYTES");
                proxy.KeepModelLists &= settings.ModelListHours > 0;
            });
        services.TryAddSingleton(TimeProvider.System);
        // The framework's own lines about requests hold the path, and the path holds the key. No level of logging brings them back.
        services.AddLogging(logging => logging
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.None));
        services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlocks>();
        services.AddSingleton<UpstreamClient>();
        services.AddSingleton<UsageUpstreams>();
        services.AddSingleton<Drain>();
        services.AddHostedService(di => di.GetRequiredService<Drain>());
        services.AddSingleton<WebSocketPlaces>();
        services.AddSingleton(FileHandles.OfThisProcess());
        services.AddSingleton<Places>();
        services.AddSingleton<Forwarder>();
        services.AddSingleton(OpenWebUIHeaders.Parse(settings.Read("OBSERVABILITY_OPENWEBUI_HEADERS")));
        services.AddSingleton(OpenWebUITokens.Parse(settings.Read("OBSERVABILITY_OPENWEBUI_JWT_SECRET")));
        services.AddSingleton(CrossOrigin.Parse(settings.Read("OBSERVABILITY_CORS_ORIGINS")));
        services.AddSingleton(new Redactors(new(() => MasterKey.Load(settings))));
        services.AddSingleton<LabelReader>();
        services.AddSingleton<Admission>();
        services.AddSingleton<ProxyEndpoint>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ProxyKestrel>();
        // With SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS (Program.cs) a request is served on the thread its bytes arrived on: two thirds of the CPU
        // of a small request is otherwise spent waking threads. In return nothing on the proxy's path may block.
        services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
    }

    /// <summary>Takes every request that is not on a route of our own. Goes before anything else in the pipeline.</summary>
    public static void UseProxy(this IApplicationBuilder app)
    {
        var proxy = app.ApplicationServices.GetRequiredService<ProxyEndpoint>();
        var crossOrigin = app.ApplicationServices.GetRequiredService<CrossOrigin>();
        if (crossOrigin.IsOn)
        {
            app.Use(next => context => crossOrigin.HandleAsync(context, next));
        }

        app.Use(next => context => proxy.HandleAsync(context, next));
    }

    private sealed class ProxyKestrel(FileHandles handles) : IConfigureOptions<KestrelServerOptions>
    {
        public void Configure(KestrelServerOptions kestrel)
        {
            // A line ends with CR LF and nothing else (CVE-2025-55315 and its family).
            AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
            kestrel.AddServerHeader = false;
            // Latin-1 turns every byte into one character and back: names in UTF-8, Latin-1 or nothing at all cross unharmed.
            kestrel.RequestHeaderEncodingSelector = name => name == HeaderNames.ContentLength ? StrictLength : Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.ConfigureEndpointDefaults(listener => listener.Protocols = HttpProtocols.Http1);

            // What a client may send: images come as base64 in JSON, uploads can be slow, and both are the provider's business, not ours.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            // The head is bounded: 100 headers, 32 KiB of them (431 beyond), a request line of 8 KiB (414 beyond).
            kestrel.Limits.MaxRequestHeaderCount = 100;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 << 10;
            kestrel.Limits.MaxRequestLineSize = 8 << 10;
            // How much waits for a slow reader before the upstream is made to wait as well.
            kestrel.Limits.MaxResponseBufferSize = 64 << 10;
            kestrel.Limits.MaxConcurrentConnections = handles.MostConnections;
            // WebSocketPlaces counts them.
            kestrel.Limits.MaxConcurrentUpgradedConnections = null;
        }
    }
}
