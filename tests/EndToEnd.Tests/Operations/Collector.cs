using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Observability.EndToEnd.Tests.Operations;

/// <summary>An OTLP collector over HTTP that keeps the bytes it gets.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _got = [];

    private Collector(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <summary>Everything it got, one character a byte: texts in protobuf stand there as they are.</summary>
    public string Text => string.Concat(_got.Select(Encoding.Latin1.GetString));

    public static async Task<Collector> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        collector._app.MapPost("/v1/traces", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            collector._got.Enqueue(body.ToArray());
        });
        await collector._app.StartAsync(ct);
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
