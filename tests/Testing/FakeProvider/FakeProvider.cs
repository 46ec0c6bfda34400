using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Observability.Testing.FakeProvider;

/// <summary>A provider that speaks OpenAI, Ollama and the chats of Open WebUI's API on a loopback port, answers from made-up text and writes down what it saw and sent.</summary>
/// <example><c>await using var provider = await FakeProvider.StartAsync(new(), ct);</c></example>
public sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeProvider(WebApplication app, Uri baseUrl, Ledger ledger)
    {
        _app = app;
        BaseUrl = baseUrl;
        Ledger = ledger;
    }

    /// <summary>Scheme, host and port, e.g. <c>http://127.0.0.1:40213/</c>. OpenAI lives under <c>v1</c>, Ollama under <c>api</c>.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Everything it was asked.</summary>
    public Ledger Ledger { get; }

    /// <summary>Starts one; it answers when this returns.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<FakeProvider> StartAsync(FakeProviderOptions options, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(FakeProvider).Assembly.GetName().Name });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        });
        var app = builder.Build();
        var ledger = new Ledger();
        OpenAiDialect openAi = new(options);
        OllamaDialect ollama = new(options);
        app.Run(context => AnswerAsync(context, ledger, options, reply =>
            IsOllama(context.Request.Path) ? ollama.AnswerAsync(reply, context.RequestAborted) : openAi.AnswerAsync(reply, context.RequestAborted)));
        await app.StartAsync(ct);
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return new(app, new Uri(address), ledger);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Nobody waits for an answer any more: open streams are cut at once.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    // Open WebUI's own API has OpenAI's dialect under the same first segment.
    private static bool IsOllama(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.Ordinal) && path != "/api/chat/completions" && path != "/api/models";

    private static async Task AnswerAsync(HttpContext context, Ledger ledger, FakeProviderOptions options, Func<Reply, Task> answer)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var headers = context.Request.Headers.OrderBy(h => h.Key, StringComparer.OrdinalIgnoreCase)
            .SelectMany(h => h.Value.Select(v => KeyValuePair.Create(h.Key, v ?? "")));
        using var reply = new Reply(context, ledger, ledger.Open(context.Request.Method, target, [.. headers]));
        try
        {
            if (options.Credential is { } credential && context.Request.Headers.Authorization != $"Bearer {credential}")
            {
                await reply.BodyAsync(context.RequestAborted);
                await reply.JsonAsync(401, OpenAiDialect.Error(401), Ending.Whole, context.RequestAborted);
                return;
            }

            await answer(reply);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionResetException or BadHttpRequestException)
        {
            reply.ClientGone();
        }
    }
}
