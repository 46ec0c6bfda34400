using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Observability.Domain.Exchanges;
using Observability.Ingest.Proxy.Altering;

namespace Observability.Ingest.Proxy;

/// <summary>Forwards one call and sees that its answer is carried back. What it does beyond copying bytes is in the folder Altering.</summary>
internal sealed class Forwarder(UpstreamClient upstreams, UsageUpstreams usage, Places places, Drain drain, IOptions<ProxyOptions> options)
{
    private readonly ProxyOptions _options = options.Value;

    /// <summary>The whole of it, in order. Ends with the exchange recorded and the client answered or its connection closed; throws nothing of either side.</summary>
    public async Task ForwardAsync(HttpContext context, AdmittedCall call, ExchangeRecorder exchange)
    {
        if (!places.Calls.TryTake())
        {
            await GiveUpAsync(context, call, exchange, Failure.OutOfHandles);
            return;
        }

        try
        {
            await ForwardWithHandlesAsync(context, call, exchange);
        }
        finally
        {
            places.Calls.GiveBack();
        }
    }

    private async Task ForwardWithHandlesAsync(HttpContext context, AdmittedCall call, ExchangeRecorder exchange)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        try
        {
            // 1. Read the body, up to a mebibyte of it: what is malformed or abandoned by then never reaches the upstream.
            var content = RequestContent.For(context.Request, exchange);
            if (content is not null)
            {
                await content.ReadAheadAsync(exchange.IsSentOnce ? _options.CaptureBytes : RequestContent.ReadAheadBytes, limit.Token);
                content.Edit = AskForUsage(context.Request, call, content, exchange);
            }

            // What the dashboard sends goes once under one id, and an ingest that starts again must find it in its spool: hence the longer reading.
            if (!exchange.TryTakeId())
            {
                await GiveUpAsync(context, call, exchange, Failure.AlreadySent);
                return;
            }

            // 2. Carry the headers over.
            using var request = new UpstreamRequest(context.Request.Method, call.Url, call.Upstream) { Content = content };
            var upgrade = WebSocketTunnel.Prepare(context, request);
            using var place = upgrade is null ? null : places.WebSockets.TryTake();
            if ((upgrade is null || place is not null ? CopyHeaders(context, call, request, exchange) : Failure.NoPlace) is { } refusal)
            {
                await GiveUpAsync(context, call, exchange, refusal);
                return;
            }

            // 3. The request is complete: it goes on record before anybody waits for the answer. A body still streaming does this at its end.
            if (content?.IsComplete != false && upgrade is null)
            {
                await exchange.BeginAsync();
            }

            // 4. Send it and wait for the head of the answer. Only lists of models have to be whole in time, too.
            var isModelList = call.IsModelList(context.Request.Method);
            limit.CancelAfter(TimeSpan.FromSeconds(isModelList ? _options.ModelListSeconds : _options.FirstByteSeconds));
            using var answer = new UpstreamAnswer(await SendAsync(request, exchange, limit.Token), exchange);

            // 5. Where that was refused for what we had put in, send it as the client meant it.
            using var again = content?.Edit is null ? null : await SendUnaskedAsync(context, call, exchange, content, answer, limit.Token);
            if (!isModelList)
            {
                limit.CancelAfter(Timeout.InfiniteTimeSpan);
            }

            // 6. Carry the answer back.
            await AnswerAsync(context, call, exchange, again ?? answer, upgrade, limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or ClientBodyException)
        {
            var clientGone = context.RequestAborted.IsCancellationRequested;
            var failure = Failure.Of(e, call.Upstream.Name, clientGone, limit.IsCancellationRequested && !clientGone);
            await GiveUpAsync(context, call, exchange, Blamed(failure));
        }
    }

    // Connections that we cut look as if their clients had left.
    private Failure Blamed(Failure failure) => failure.Outcome == ExchangeOutcome.ClientAborted && drain.IsOver ? Failure.Stopped : failure;

    // The body is looked into only where that could lead to something.
    private BodyEdit? AskForUsage(HttpRequest request, AdmittedCall call, RequestContent content, ExchangeRecorder exchange) =>
        call.May(Alterations.IncludeUsage) && call.IsCompletions(request.Method) && content.IsComplete && request.Headers.ContentEncoding.Count == 0
            && usage.MayBeAsked(call)
            ? StreamRequest.Read(exchange.Request).UsageEdit
            : null;

    private static Failure? CopyHeaders(HttpContext context, AdmittedCall call, UpstreamRequest request, ExchangeRecorder exchange)
    {
        if (RequestHeaders.Copy(context.Request.Headers, call.KeyText, request) is not null)
        {
            return new(ExchangeOutcome.Rejected, "A request header's name is not a token.",
                new(400, "malformed_request", "A request header has a name that HTTP does not allow."));
        }

        if (request.Content is RequestContent { Edit: not null })
        {
            AcceptEncoding.AskForIdentity(request);
        }
        else if (call.May(Alterations.Zstd) && AcceptEncoding.DropZstd(request))
        {
            exchange.Altered(Alterations.Zstd);
        }

        return RequestHeaders.AddCredential(request, call.Target.Query)
            ? null
            : new(ExchangeOutcome.Rejected, "The stored credential cannot be sent in a header.",
                new(502, "bad_credential", $"The credential stored for the upstream '{call.Upstream.Name}' holds characters that no header can carry: enter it again."));
    }

    private async Task<HttpResponseMessage> SendAsync(UpstreamRequest request, ExchangeRecorder exchange, CancellationToken ct)
    {
        var from = exchange.Now;
        var response = await upstreams.SendAsync(request, ct);
        exchange.Waited(from);
        exchange.ConnectedAt ??= request.ConnectedAt;
        exchange.HeadArrived();
        exchange.Answered((int)response.StatusCode, KeptHeaders.Of(response));
        return response;
    }

    // Null: the answer is one to what we sent. Whoever refuses the call for another reason refuses it again, and is asked again the next time.
    private async Task<UpstreamAnswer?> SendUnaskedAsync(
        HttpContext context, AdmittedCall call, ExchangeRecorder exchange, RequestContent content, UpstreamAnswer first, CancellationToken ct)
    {
        if (!await UsageRefusal.IsAsync(first, ct))
        {
            exchange.Altered(Alterations.IncludeUsage);
            return null;
        }

        using var request = new UpstreamRequest(context.Request.Method, call.Url, call.Upstream) { Content = content.Unedited() };
        CopyHeaders(context, call, request, exchange);
        exchange.Retried();
        var answer = new UpstreamAnswer(await SendAsync(request, exchange, ct), exchange);
        if (!UsageRefusal.IsPossible(answer.Status))
        {
            usage.HasToBeLeftAlone(call.Upstream);
        }

        return answer;
    }

    private async Task AnswerAsync(
        HttpContext context, AdmittedCall call, ExchangeRecorder exchange, UpstreamAnswer answer, IHttpUpgradeFeature? upgrade, CancellationToken ct)
    {
        var isAnswer = answer.Status >= 200 || (upgrade is not null && answer.Head.StatusCode == HttpStatusCode.SwitchingProtocols);
        if ((isAnswer ? ResponseHeaders.Copy(answer.Head, context) : "answered with a status that ends no request") is { } fault)
        {
            await GiveUpAsync(context, call, exchange, Failure.Broke(call.Upstream.Name, fault, "not passed on"));
            return;
        }

        ExchangeId.Announce(context.Response.Headers, exchange.Id);
        if (call.May(Alterations.SetCookie) && context.Response.Headers.Remove(HeaderNames.SetCookie))
        {
            exchange.Altered(Alterations.SetCookie);
        }

        // Copy the body, or become a tunnel, and put the end on record before the last bytes leave.
        if (upgrade is not null && answer.Head.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            var cut = await WebSocketTunnel.RunAsync(context, upgrade, answer.Head, exchange, ct) is { } failure ? Blamed(failure) : null;
            await exchange.EndAsync(cut?.Outcome ?? ExchangeOutcome.Completed, cut?.Error);
            return;
        }

        if (call.May(Alterations.ErrorBody) && await ErrorBody.InPlaceOfAsync(answer, context, call, ct) is { } error)
        {
            await AnswerErrorAsync(context, exchange, answer, error, ct);
            return;
        }

        await CopyBodyAsync(context, call, exchange, answer, ct);
    }

    private static async Task AnswerErrorAsync(HttpContext context, ExchangeRecorder exchange, UpstreamAnswer answer, byte[] error, CancellationToken ct)
    {
        exchange.Arrived(answer.Start.Span);
        exchange.Altered(Alterations.ErrorBody);
        await exchange.EndAsync(ExchangeOutcome.UpstreamRefused, null);
        ErrorBody.Describe(context.Response, error);
        await context.Response.Body.WriteAsync(error, ct);
    }

    private static async Task CopyBodyAsync(HttpContext context, AdmittedCall call, ExchangeRecorder exchange, UpstreamAnswer answer, CancellationToken ct)
    {
        if (call.May(Alterations.EventStreamType) && await EventStreamType.IsMissingAsync(answer, context, exchange, ct))
        {
            context.Response.ContentType = ContentTypes.EventStream;
            exchange.Altered(Alterations.EventStreamType);
        }

        // The first answer to what we put in; what came to the request without it is not touched.
        using var filter = exchange.Alterations.HasFlag(Alterations.IncludeUsage) ? UsageFilter.For(context.Response) : null;
        var ending = call.May(Alterations.BrokenStream) ? StreamEnding.For(context.Response) : null;
        await new AnswerBody(context, call, answer, exchange) { Filter = filter, Ending = ending }.CopyAsync(ct);
    }

    private static async Task GiveUpAsync(HttpContext context, AdmittedCall call, ExchangeRecorder exchange, Failure failure)
    {
        if (context.Response.HasStarted || failure.Answer is not { } answer)
        {
            // Broken off is what the client must see, too: a clean end would pass half an answer off as a whole one.
            await exchange.EndAsync(failure.Outcome, failure.Error);
            context.Abort();
            return;
        }

        var body = answer.ToJson(call.Dialect);
        exchange.Answered(answer.Status, KeptHeaders.OfOwnAnswer(ClientError.ContentType));
        exchange.Response.Append(body);
        await exchange.EndAsync(failure.Outcome, failure.Error);
        await answer.SendAsync(context, body, exchange.Id, CancellationToken.None);
    }
}
