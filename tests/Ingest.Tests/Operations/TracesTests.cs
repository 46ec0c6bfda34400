using System.Collections.Concurrent;
using System.Diagnostics;
using Observability.Ingest.Operations;
using Observability.Ingest.Tests.Proxy;
using Observability.Testing;

namespace Observability.Ingest.Tests.Operations;

public sealed class TracesTests
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_one_span_in_the_trace_of_its_client_with_ids_and_words_of_ours_alone()
    {
        using var spans = new Spans();
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(
            Requests.Post($"/v1/{proxy.Key}/chat/completions?api_key=sk-canary", "{\"a\":\"canary\"}"u8.ToArray(), $"traceparent: {Parent}\r\ntracestate: x=canary\r\n"), Ct);

        var span = await spans.OfAsync(answer["X-Observability-Id"]!);
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (span.TraceId.ToHexString(), span.ParentSpanId.ToHexString()));
        Assert.Equal(
            ["http.request.method", "http.response.status_code", "observability.exchange.id", "observability.first_byte_ms", "observability.outcome", "observability.project.id", "observability.upstream"],
            span.TagObjects.Select(t => t.Key).Order(StringComparer.Ordinal));
        var said = string.Join(' ', span.TagObjects.Select(t => t.Value)) + span.DisplayName + span.TraceStateString;
        Assert.All(new[] { "canary", proxy.Key, "completions" }, secret => Assert.DoesNotContain(secret, said, StringComparison.Ordinal));

        // The upstream gets the client's header and no other.
        var got = Assert.Single(upstream.Requests);
        Assert.Equal((Parent, "x=canary"), (got["traceparent"], got["tracestate"]));
    }

    [Fact]
    public async Task Without_a_trace_of_the_client_the_upstream_gets_none_and_a_method_is_a_known_word()
    {
        using var spans = new Spans();
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync($"SECRET /v1/{proxy.Key}/models HTTP/1.1\r\nHost: x\r\n\r\n", Ct);

        var span = await spans.OfAsync(answer["X-Observability-Id"]!);
        Assert.Equal("_OTHER", span.GetTagItem("http.request.method"));
        Assert.Equal(default, span.ParentSpanId);
        Assert.DoesNotContain(Assert.Single(upstream.Requests).Headers, h => h.Key.StartsWith("trace", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_call_that_fails_is_a_failed_span_that_says_how()
    {
        using var spans = new Spans();
        await using var upstream = new RawUpstream((_, connection, _) =>
        {
            connection.Dispose();
            return Task.CompletedTask;
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);

        var span = await spans.OfAsync(answer["X-Observability-Id"]!);
        Assert.Equal((ActivityStatusCode.Error, "upstream_broke"), (span.Status, span.GetTagItem("error.type")));
    }

    // What the source has ended while this listens, of all hosts of this process.
    private sealed class Spans : IDisposable
    {
        private readonly ConcurrentQueue<Activity> _ended = [];
        private readonly ActivityListener _listener;

        public Spans()
        {
            _listener = new()
            {
                ShouldListenTo = source => source.Name == Traces.SourceName,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _ended.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public async Task<Activity> OfAsync(string exchange)
        {
            Activity? Find() => _ended.FirstOrDefault(a => a.GetTagItem("observability.exchange.id") as string == exchange);
            await Eventually.HoldsAsync(() => Find() is not null, Soon, "the call's span has ended", Ct);
            return Find()!;
        }

        public void Dispose() => _listener.Dispose();
    }
}
