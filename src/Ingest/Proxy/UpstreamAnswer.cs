namespace Observability.Ingest.Proxy;

/// <summary>An upstream's answer, whose body may be looked at before it is passed on.</summary>
/// <param name="head">What has arrived: the head, and the connection on which the body is.</param>
/// <param name="exchange">Is told how long its bytes were waited for.</param>
internal sealed class UpstreamAnswer(HttpResponseMessage head, ExchangeRecorder exchange) : IDisposable
{
    private byte[] _start = [];
    private int _startLength;
    private int _given;

    /// <summary>Status and headers.</summary>
    public HttpResponseMessage Head => head;

    /// <summary>HTTP status.</summary>
    public int Status => (int)head.StatusCode;

    /// <summary>What was looked at of its body so far.</summary>
    public ReadOnlyMemory<byte> Start => _start.AsMemory(0, _startLength);

    /// <summary>Whether <see cref="Start"/> is the whole body.</summary>
    public bool IsWhole { get; private set; }

    private Stream Body => field ??= head.Content.ReadAsStream();

    /// <summary>Looks at the body until <paramref name="bytes"/> of it are there or it ends.</summary>
    /// <exception cref="IOException">The upstream broke the connection. Likewise <see cref="HttpRequestException"/>.</exception>
    public async ValueTask ReadStartAsync(int bytes, CancellationToken ct)
    {
        while (_startLength < bytes && !IsWhole)
        {
            if (_startLength == _start.Length)
            {
                Array.Resize(ref _start, Math.Max(1024, 2 * _start.Length));
            }

            var from = exchange.Now;
            var count = await Body.ReadAsync(_start.AsMemory(_startLength), ct);
            exchange.Waited(from);
            _startLength += count;
            IsWhole = count == 0;
        }
    }

    /// <summary>Reads the body from its beginning, what was looked at before included; 0 at its end. A read of nothing waits for something.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken ct)
    {
        if (_given == _startLength)
        {
            return IsWhole ? new(0) : Body.ReadAsync(into, ct);
        }

        var count = Math.Min(into.Length, _startLength - _given);
        _start.AsSpan(_given, count).CopyTo(into.Span);
        _given += count;
        return new(count);
    }

    /// <inheritdoc/>
    public void Dispose() => head.Dispose();
}
