using System.Diagnostics;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Operations;

/// <summary>Spans of our own work: one for each call, one for each batch that is stored. While nobody listens none is made.</summary>
/// <remarks>
/// They hold ids, sizes, times and words of ours, never a path, a header or a body: those hold keys and prompts. A call's span joins the trace that its
/// client names in <c>traceparent</c>; what goes to the upstream is the client's own header, untouched.
/// </remarks>
internal static class Traces
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "Observability.Ingest";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of a call; null while nobody listens.</summary>
    public static Activity? StartCall(HttpRequest request)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        // Without the client's tracestate: it is a stranger's text.
        var parent = ActivityContext.TryParse(request.Headers.TraceParent, traceState: null, isRemote: true, out var client) ? client : default;
        return Source.StartActivity("call", ActivityKind.Server, parent);
    }

    /// <summary>Says what became of a call.</summary>
    /// <param name="span">Its span.</param>
    /// <param name="head">What was known at its start.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="status">The status of its answer; null when there was none.</param>
    /// <param name="firstByte">When the head of the answer came, since its arrival; null when none came.</param>
    public static void Tell(this Activity span, BeginRecord head, ExchangeOutcome outcome, int? status, TimeSpan? firstByte)
    {
        span.SetTag("http.request.method", MethodOf(head.Method));
        span.SetTag("http.response.status_code", status);
        span.SetTag("observability.exchange.id", head.Id.ToString());
        span.SetTag("observability.project.id", head.ProjectId.ToString());
        span.SetTag("observability.upstream", head.Upstream);
        span.SetTag("observability.outcome", EnumNames.NameOf(outcome));
        span.SetTag("observability.first_byte_ms", firstByte?.TotalMilliseconds);
        if (outcome is not (ExchangeOutcome.Completed or ExchangeOutcome.ServedFromCache or ExchangeOutcome.ClientAborted))
        {
            span.SetTag("error.type", EnumNames.NameOf(outcome));
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>Begins the span of a batch on its way to PostgreSQL; null while nobody listens. One that is not <see cref="Stored"/> has failed.</summary>
    public static Activity? StartBatch(int exchanges) =>
        Source.StartActivity("store", ActivityKind.Client)?.SetTag("observability.exchanges", exchanges).SetStatus(ActivityStatusCode.Error);

    /// <summary>The batch is committed.</summary>
    public static void Stored(this Activity span, int added) =>
        span.SetTag("observability.rows", added).SetStatus(ActivityStatusCode.Ok);

    // A method may be any word, and a word may be a secret.
    private static string MethodOf(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method)
            || HttpMethods.IsDelete(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)
            ? method
            : "_OTHER";
}
