using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Recordings;

/// <summary>A provider that answers with the bytes of the recording a request names, cut anywhere, and keeps what it was sent.</summary>
internal sealed class RecordedUpstream : IAsyncDisposable
{
    public const string Header = "X-Recording";

    private readonly WebApplication _app;

    private RecordedUpstream(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    /// <summary>Bodies that arrived, by the recording's place in the list.</summary>
    public ConcurrentDictionary<int, byte[]> Received { get; } = [];

    public static async Task<RecordedUpstream> StartAsync(IReadOnlyList<WireRecording> recordings, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var upstream = new RecordedUpstream(app);
        app.Run(context => upstream.AnswerAsync(context, recordings));
        await app.StartAsync(ct);
        return upstream;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, IReadOnlyList<WireRecording> recordings)
    {
        var at = int.Parse(context.Request.Headers[Header].ToString(), CultureInfo.InvariantCulture);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Received[at] = body.ToArray();

        var recording = recordings[at];
        context.Response.StatusCode = recording.Status;
        context.Response.ContentType = recording.ResponseHeaders.FirstOrDefault(h => h.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase)).Value;
        foreach (var piece in WireRecording.Split(recording.ResponseBody, new Random(at)))
        {
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
