using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Proxy;

/// <summary>Forwards one call and copies its answer back, byte for byte, one flush per read.</summary>
internal sealed class Forwarder(UpstreamClient upstreams, Drain drain, IOptions<ProxyOptions> options)
{
    private const int ReadBytes = 4 << 10;
    private const int BytesBetweenYields = 1 << 20;

    private readonly ProxyOptions _options = options.Value;

    /// <summary>The whole of it, in order. Ends with the exchange recorded and the client answered or its connection closed; throws nothing of either side.</summary>
    public async Task ForwardAsync(HttpContext context, AdmittedCall call, ExchangeRecorder exchange)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        try
        {
            using var request = new UpstreamRequest(context.Request.Method, call.Url, call.Upstream);

            // 1. Read the body, up to a mebibyte of it: what is malformed or abandoned by then never reaches the upstream.
            var content = RequestContent.For(context.Request, exchange);
            request.Content = content;
            if (content is not null)
            {
                await content.ReadAheadAsync(limit.Token);
            }

            // 2. Carry the headers over.
            if (RefuseHeaders(context, call, request) is { } refusal)
            {
                await GiveUpAsync(context, call, exchange, refusal);
                return;
            }

            var upgrade = WebSocketTunnel.Prepare(context, request);

            // 3. The request is complete: it goes on record before anybody waits for the answer. A body still streaming does this at its end.
            if (content?.IsComplete != false && upgrade is null)
            {
                await exchange.BeginAsync();
            }

            // 4. Send it and wait for the head of the answer. Only lists of models have to be whole in time, too.
            var isModelList = call.IsModelList(context.Request.Method);
            limit.CancelAfter(TimeSpan.FromSeconds(isModelList ? _options.ModelListSeconds : _options.FirstByteSeconds));
            using var response = await SendAsync(request, exchange, limit.Token);
            if (!isModelList)
            {
                limit.CancelAfter(Timeout.InfiniteTimeSpan);
            }

            // 5. Carry the answer back.
            await AnswerAsync(context, call, exchange, response, upgrade, limit.Token);
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

    private Failure? RefuseHeaders(HttpContext context, AdmittedCall call, UpstreamRequest request)
    {
        if (RequestHeaders.Copy(context.Request.Headers, call.KeyText, request, _options.StrictBytes) is not null)
        {
            return new(ExchangeOutcome.Rejected, "A request header's name is not a token.",
                new(400, "malformed_request", "A request header has a name that HTTP does not allow."));
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
        exchange.ConnectedAt = request.ConnectedAt;
        exchange.HeadArrived();
        exchange.Answered((int)response.StatusCode, KeptHeaders.Of(response));
        return response;
    }

    private async Task AnswerAsync(
        HttpContext context, AdmittedCall call, ExchangeRecorder exchange, HttpResponseMessage response, IHttpUpgradeFeature? upgrade, CancellationToken ct)
    {
        if (ResponseHeaders.Copy(response, context) is { } fault)
        {
            await GiveUpAsync(context, call, exchange, Failure.Broke(call.Upstream.Name, fault, "not passed on"));
            return;
        }

        ExchangeId.Announce(context.Response.Headers, exchange.Id);

        // Copy the body, or become a tunnel, and put the end on record before the last bytes leave.
        if (upgrade is not null && response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            var cut = await WebSocketTunnel.RunAsync(context, upgrade, response, exchange, ct) is { } failure ? Blamed(failure) : null;
            await exchange.EndAsync(cut?.Outcome ?? ExchangeOutcome.Completed, cut?.Error);
            return;
        }

        await CopyBodyAsync(context, response, exchange, ct);
    }

    private static async Task CopyBodyAsync(HttpContext context, HttpResponseMessage response, ExchangeRecorder exchange, CancellationToken ct)
    {
        var outcome = (int)response.StatusCode < 400 ? ExchangeOutcome.Completed : ExchangeOutcome.UpstreamRefused;
        var length = context.Response.ContentLength;
        var writer = context.Response.BodyWriter;
        var body = await response.Content.ReadAsStreamAsync(ct);

        // A provider may think long after its head: the client gets the head while we wait for the first bytes (a read of none waits for some).
        var first = body.ReadAsync(Memory<byte>.Empty, ct);
        if (!first.IsCompleted)
        {
            await writer.FlushAsync(ct);
            await WaitAsync(first, exchange);
        }

        for (var sinceYield = 0; ;)
        {
            var memory = writer.GetMemory(ReadBytes);
            var read = body.ReadAsync(memory, ct);
            var count = read.IsCompleted ? await read : await WaitAsync(read, exchange);
            if (count == 0)
            {
                break;
            }

            exchange.Arrived(memory.Span[..count]);
            writer.Advance(count);
            if (exchange.Response.TotalBytes == length)
            {
                await exchange.EndAsync(outcome, null);
            }

            var flush = writer.FlushAsync(ct);
            var flushed = flush.IsCompleted ? await flush : await WaitAsync(flush, exchange);
            if (flushed.IsCompleted && exchange.Response.TotalBytes != length)
            {
                throw new OperationCanceledException(ct);
            }

            // Completions run on the socket's thread; a body that never makes us wait must let the others have it.
            if ((sinceYield += count) >= BytesBetweenYields)
            {
                sinceYield = 0;
                await Task.Yield();
            }
        }

        await exchange.EndAsync(outcome, null);
    }

    private static async ValueTask<T> WaitAsync<T>(ValueTask<T> pending, ExchangeRecorder exchange)
    {
        var from = exchange.Now;
        var result = await pending;
        exchange.Waited(from);
        return result;
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
