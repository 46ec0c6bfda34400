using Microsoft.AspNetCore.Http.Features;
using Observability.Domain.Exchanges;
using Observability.Ingest.Keys;
using Observability.Ingest.Operations;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Proxy;

/// <summary>The front door: decides from the raw target and the headers alone whether a call may go upstream, and where.</summary>
internal sealed class ProxyEndpoint(
    Admission admission, Forwarder forwarder, Spool.Spool spool, LabelReader labels, TimeProvider time)
{
    /// <summary>Answers a request, or leaves it to <paramref name="next"/> when it is on a route of our own.</summary>
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var arrivedAt = time.GetTimestamp();
        var startedAt = time.GetUtcNow();
        var rawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var target = RawTarget.Parse(context.Request.Method, rawTarget);
        if (target.Kind == RouteKind.Fixed && RequestFraming.Refuse(context.Request, rawTarget) is null)
        {
            // What follows may do anything; it must not do it on the thread that serves the sockets.
            await Task.Yield();
            await next(context);
            await AnswerNowhereAsync(context, target);
            return;
        }

        var decision = RequestFraming.Refuse(context.Request, rawTarget) is { } malformed
            ? new AdmissionDecision(null, null, malformed)
            : admission.Decide(target, context.Request.Headers, startedAt);
        if (decision.Key is not { } key)
        {
            var refusal = decision.Refusal!;
            spool.Counters.Refused.Add();
            await refusal.SendAsync(context, refusal.ToJson(ClientError.DialectOf(target, null)), null, context.RequestAborted);
            return;
        }

        var wish = labels.WishOf(context.Request.Headers, key, decision.Call?.IsModelList(context.Request.Method) is true);
        wish = key.IsReplay ? wish with { IsRecorded = true } : wish;
        using var span = Traces.StartCall(context.Request);
        using var exchange = new ExchangeRecorder(spool, time, arrivedAt, Begin(context, target, key, decision.Call, startedAt), wish) { Span = span };
        await (decision.Call is { } call
            ? forwarder.ForwardAsync(context, call, exchange)
            : RejectAsync(context, target, decision.Refusal!, exchange));
    }

    // Behind us nobody knew the route: that is said in JSON as well.
    private static async Task AnswerNowhereAsync(HttpContext context, RawTarget target)
    {
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound, ContentLength: null, ContentType: null })
        {
            await Admission.UnknownRoute.SendAsync(
                context, Admission.UnknownRoute.ToJson(ClientError.DialectOf(target, null)), null, context.RequestAborted);
        }
    }

    private static async Task RejectAsync(HttpContext context, RawTarget target, ClientError refused, ExchangeRecorder exchange)
    {
        var refusal = exchange.TryTakeId() ? refused : ClientError.AlreadySent;
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            exchange.NotKept("The call was refused before its body was read.");
        }

        var body = refusal.ToJson(ClientError.DialectOf(target, null));
        exchange.Answered(refusal.Status, KeptHeaders.OfOwnAnswer(ClientError.ContentType));
        exchange.Response.Append(body);
        await exchange.EndAsync(ExchangeOutcome.Rejected, refusal.Code);
        await refusal.SendAsync(context, body, exchange.Id, context.RequestAborted);
    }

    private BeginRecord Begin(HttpContext context, RawTarget target, KnownKey key, AdmittedCall? call, DateTimeOffset startedAt) => new(
        (key.IsReplay ? ReplayLabels.RequestId(context.Request.Headers) : LabelReader.RequestId(context.Request.Headers)) ?? Guid.CreateVersion7(startedAt),
        startedAt,
        key.ProjectId,
        key.Id,
        call?.Upstream.Name ?? "",
        call?.Upstream.Family ?? "",
        context.Request.Method,
        StoredTarget.Of(call?.Url.PathAndQuery ?? target.Rest + target.Query),
        key.IsReplay ? ReplayLabels.Read(context.Request.Headers) : labels.Read(context.Request.Headers, startedAt),
        labels.Kept(context.Request.Headers),
        BodyPieces.None)
    {
        ReplayOf = key.IsReplay ? ReplayLabels.ReplayOf(context.Request.Headers) : null,
        IsSentOnce = key.IsReplay,
    };
}
