using System.Net;
using System.Text;
using Observability.Dashboard.Start;
using Observability.Domain;
using Observability.Domain.Replays;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Replays;

/// <summary>Sends calls through ingest's public route, as any producer would, with the project's key for replays. Safe from any thread.</summary>
internal sealed class IngestSender : IDisposable
{
    /// <summary>Header of ingest's answer where it has sent a call of this id before.</summary>
    public const string SentBefore = "X-Observability-Already-Sent";

    /// <summary>Header of an answer that is an error of ingest's own: its code.</summary>
    public const string OwnError = "X-Observability-Error";

    /// <summary>Header of every answer to a call that is captured: the id of its exchange.</summary>
    public const string CapturedId = "X-Observability-Id";

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly string _ingest;
    private readonly InstallationKey _masterKey;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        // As headers are kept: every byte of a value is a character.
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ConnectTimeout = TimeSpan.FromSeconds(5),
    });

    /// <summary>A sender to the ingest that the settings name.</summary>
    public IngestSender(Settings settings, InstallationKey masterKey) =>
        (_ingest, _masterKey) = (IngestUrl(settings), masterKey);

    /// <summary>Sends a call and returns when the head of its answer is here.</summary>
    /// <exception cref="HttpRequestException">Ingest cannot be reached, or broke off. Whether it has sent the call is not known.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<SentCall> SendAsync(CallDraft draft, SendOrder order, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(draft.Method), new Uri($"{_ingest}/{draft.Upstream}{draft.Target}", AsWritten));
        request.Version = HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        if (draft.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Headers.TransferEncodingChunked = draft.Chunked ? true : null;
        }

        foreach (var (name, value) in draft.Headers)
        {
            Add(request, name, value);
        }

        Sign(request, draft, order);
        var answer = await _http.SendAsync(request, ct);
        try
        {
            return new(order.Id, answer, await answer.Content.ReadAsStreamAsync(ct));
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private void Sign(HttpRequestMessage request, CallDraft draft, SendOrder order)
    {
        Add(request, "X-Observability-Key", ReplayKey.Of(_masterKey.Value, order.ProjectId).Value);
        Add(request, "X-Observability-Request-Id", order.Id.ToString());
        Add(request, "X-Observability-User-Id", Uri.EscapeDataString(order.User));
        if (draft.ReplayOf is { } original)
        {
            Add(request, "X-Observability-Replay-Of", original.ToString());
        }

        if (draft.PromptId is { } prompt)
        {
            Add(request, "X-Observability-Prompt-Id", Uri.EscapeDataString(prompt));
        }

        foreach (var (name, value) in draft.Properties)
        {
            Add(request, "X-Observability-Property-" + name, Uri.EscapeDataString(value));
        }

        if (order.Credential is { } credential)
        {
            var (name, value) = CredentialHeader.For(draft.Family, credential);
            Add(request, name, value.Value);
        }
    }

    // What describes a body goes with one: where there is none (Open WebUI sends Content-Type with GET) with one of no bytes, as ingest forwards it.
    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            var content = request.Content ?? new ByteArrayContent([]);
            request.Content = content.Headers.TryAddWithoutValidation(name, value) ? content : request.Content;
        }
    }

    // Where this process reaches ingest; producers may have to take another way, and be told another address.
    private static string IngestUrl(Settings settings) =>
        (settings.Read("OBSERVABILITY_INGEST_INTERNAL_URL") ?? settings.Read("OBSERVABILITY_INGEST_URL"))?.TrimEnd('/')
            ?? $"http://{HostOf(settings.Bind)}:{settings.Port("OBSERVABILITY_INGEST_PORT", 8787)}";

    private static string HostOf(string bind) => bind is "0.0.0.0" or "::" or "localhost" ? "127.0.0.1" : bind.Contains(':') ? $"[{bind}]" : bind;
}
