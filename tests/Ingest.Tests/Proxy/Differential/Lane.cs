using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy.Differential;

/// <summary>A client, the proxy and an upstream of their own: judges whether bytes cross as they are or are refused with the upstream untouched.</summary>
internal sealed class Lane : IAsyncDisposable
{
    /// <summary>What is said when the proxy neither answers nor closes.</summary>
    public const string Silence = "no answer came and the connection stayed open";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly WatchedUpstream _upstream;
    private readonly ProxyHost _proxy;
    private readonly string _key;
    private RawConnection? _client;
    private int _recorded;
    private int _abandoned;

    private Lane(WatchedUpstream upstream, ProxyHost proxy)
    {
        (_upstream, _proxy) = (upstream, proxy);
        _key = proxy.AddKey(Alterations.None, Alterations.None);
    }

    public static async Task<Lane> StartAsync(CancellationToken ct)
    {
        var upstream = new WatchedUpstream();
        return new(upstream, await ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "None" }, ct));
    }

    /// <summary>Sends bytes on the connection of those before, if that still stands. Returns what is wrong with what happened; null when all is well.</summary>
    /// <param name="template">The bytes, the key left out (<see cref="Seeds.WithKey"/>).</param>
    /// <param name="waits">Whether to wait a little for answers that should not come.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<string?> JudgeAsync(byte[] template, bool waits, CancellationToken ct)
    {
        var bytes = Seeds.WithKey(template, _key);
        var reading = DirectReader.Read(bytes);
        _client ??= await _proxy.ConnectAsync(ct);
        await _client.TrySendAsync(bytes, ct);
        try
        {
            return await AnswersAsync(reading, waits || reading.Rest == Rest.Malformed, ct)
                ?? (_upstream.Faults.TryDequeue(out var fault) ? $"the upstream got what is no request: {fault}" : null)
                ?? (_upstream.Seen.TryDequeue(out var more) ? $"the upstream saw a request that nobody sent: {more.Method} {more.Target}" : null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Silence;
        }
        catch (FormatException e)
        {
            return $"an answer that is no HTTP: {e.Message}";
        }
    }

    /// <summary>The same on a connection of its own, and nothing left of it.</summary>
    public async Task<string?> JudgeAloneAsync(byte[] template, CancellationToken ct)
    {
        Forget();
        var wrong = await JudgeAsync(template, waits: true, ct);
        Forget();
        return wrong;
    }

    /// <summary>Whether the connection stands, and so would carry what is sent next.</summary>
    public bool IsConnected => _client is not null;

    /// <summary>Whether what is on record is what the upstream saw, once the last is on record. What we left alone in the middle may be among that or not.</summary>
    public async Task<bool> IsBalancedAsync(CancellationToken ct)
    {
        var wrong = await Record.ExceptionAsync(() => Eventually.HoldsAsync(
            () =>
            {
                while (_proxy.Spool.Reader.Next()?.ToCaptured() is { } exchange)
                {
                    _recorded += exchange.Status == 200 ? 1 : 0;
                    _abandoned += exchange.Outcome == ExchangeOutcome.ClientAborted && exchange.Status is null ? 1 : 0;
                }

                _proxy.Spool.Reader.Commit();
                return _proxy.Spool.State.Open == 0 && _recorded <= _upstream.Count && _upstream.Count <= _recorded + _abandoned;
            },
            Patience, "what the upstream saw is on record", ct));
        return wrong is null;
    }

    public async ValueTask DisposeAsync()
    {
        Forget();
        await _proxy.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private async Task<string?> AnswersAsync(DirectReading reading, bool waits, CancellationToken ct)
    {
        foreach (var request in reading.Requests)
        {
            var answer = await AnswerAsync(request.Method, ct);
            if (answer is null)
            {
                Forget();
                return null;
            }

            var isRefused = IsRefusal(answer);
            if ((isRefused ? null : Crossed(request, answer)) is { } wrong)
            {
                return wrong;
            }

            if (answer["Connection"] is { } fate && fate.Equals("close", StringComparison.OrdinalIgnoreCase))
            {
                return isRefused || request.EndsConnection || request.AsksForUpgrade
                    ? await EndAsync(false, ct)
                    : "the connection was closed though the client did not ask for it";
            }
        }

        return reading.Rest == Rest.Nothing && !waits ? null : await EndAsync(waits, ct);
    }

    // What may still come now is a refusal of what was not whole, and the end.
    private async Task<string?> EndAsync(bool waits, CancellationToken ct)
    {
        var client = _client!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var next = NextAsync("GET", patience.Token);
        if (waits)
        {
            await Task.WhenAny(next, Pause.ForAsync(Glance, ct));
        }

        if (!next.IsCompleted)
        {
            client.TryEndSending();
        }

        for (var answer = await next; answer is not null; answer = await NextAsync("GET", patience.Token))
        {
            if (!IsRefusal(answer))
            {
                return $"what is no whole request was answered with {answer.Status}";
            }

            // A refusal for another reason (a key, an address) leaves the connection open.
            client.TryEndSending();
        }

        Forget();
        return null;
    }

    private string? Crossed(DirectRequest request, RawMessage answer)
    {
        if (answer.Status != 200 || answer["X-Seen"] is null)
        {
            return $"the answer was {answer.StartLine} {answer.Text}";
        }

        if (!answer.IsWhole || (request.Method != "HEAD" && answer.Text != "ok"))
        {
            return "the answer lost something on its way";
        }

        return _upstream.Seen.TryDequeue(out var seen) ? Crossing.Difference(request, seen, _key) : "an answer came that the upstream had not given";
    }

    private static bool IsRefusal(RawMessage answer) => answer["X-Seen"] is null && answer.Status is (>= 400 and < 500) or 505;

    private async Task<RawMessage?> AnswerAsync(string method, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        return await NextAsync(method, patience.Token);
    }

    private async Task<RawMessage?> NextAsync(string method, CancellationToken ct)
    {
        RawMessage? answer;
        do
        {
            answer = await _client!.Reader.ReadAsync(isResponse: true, method, ct);
        }
        while (answer?.Status == 100);

        return answer;
    }

    private void Forget()
    {
        _client?.Dispose();
        _client = null;
        _upstream.Seen.Clear();
        _upstream.Faults.Clear();
    }
}
