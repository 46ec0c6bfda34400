using System.Buffers;
using System.IO.Pipelines;
using Observability.Domain.Exchanges;
using Observability.Ingest.Proxy.Altering;

namespace Observability.Ingest.Proxy;

/// <summary>Copies an answer's body to the client as it comes, one flush per read.</summary>
/// <param name="context">The client's side; its head is ready to be sent.</param>
/// <param name="call">The call it answers.</param>
/// <param name="answer">The upstream's side.</param>
/// <param name="exchange">Gets a copy of what arrives.</param>
internal sealed class AnswerBody(HttpContext context, AdmittedCall call, UpstreamAnswer answer, ExchangeRecorder exchange)
{
    private const int ReadBytes = 4 << 10;
    private const int BytesBetweenYields = 1 << 20;

    private readonly PipeWriter _writer = context.Response.BodyWriter;
    private readonly long? _length = context.Response.ContentLength;

    /// <summary>Takes out what the client did not ask for; null = every byte passes.</summary>
    public UsageFilter? Filter { get; init; }

    /// <summary>How the stream is ended when its upstream breaks it; null = it is broken off.</summary>
    public StreamEnding? Ending { get; init; }

    /// <summary>Copies to the end. The end is on record before the last bytes leave.</summary>
    public async Task CopyAsync(CancellationToken ct)
    {
        var outcome = answer.Status < 400 ? ExchangeOutcome.Completed : ExchangeOutcome.UpstreamRefused;
        var buffer = Filter is null ? null : ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            await WaitForFirstAsync(ct);
            for (var sinceYield = 0; ;)
            {
                var memory = buffer ?? _writer.GetMemory(ReadBytes);
                var read = answer.ReadAsync(memory, ct);
                var count = read.IsCompleted ? await read : await WaitAsync(read);
                if (count == 0)
                {
                    break;
                }

                await PassAsync(memory[..count], outcome, ct);

                // Completions run on the socket's thread; a body that never makes us wait must let the others have it.
                if ((sinceYield += count) >= BytesBetweenYields)
                {
                    sinceYield = 0;
                    await Task.Yield();
                }
            }

            Filter?.End(_writer);
            await exchange.EndAsync(outcome, null);
        }
        catch (Exception e) when (Ending is not null && context.Response.HasStarted && !ct.IsCancellationRequested && e is IOException or HttpRequestException)
        {
            await EndBrokenAsync(Ending, e, ct);
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    // A provider may think long after its head: the client gets the head while we wait for the first bytes (a read of none waits for some).
    private async ValueTask WaitForFirstAsync(CancellationToken ct)
    {
        var first = answer.ReadAsync(Memory<byte>.Empty, ct);
        if (first.IsCompleted)
        {
            await first;
            return;
        }

        await _writer.FlushAsync(ct);
        await WaitAsync(first);
    }

    private async ValueTask PassAsync(ReadOnlyMemory<byte> bytes, ExchangeOutcome outcome, CancellationToken ct)
    {
        exchange.Arrived(bytes.Span);
        if (Filter is { } filter)
        {
            filter.Pass(bytes.Span, _writer);
        }
        else
        {
            // They stand in the writer's own memory already.
            _writer.Advance(bytes.Length);
            Ending?.Passed(bytes.Span);
        }

        var isLast = exchange.Response.TotalBytes == _length;
        if (isLast)
        {
            await exchange.EndAsync(outcome, null);
        }

        var flush = _writer.FlushAsync(ct);
        var flushed = flush.IsCompleted ? await flush : await WaitAsync(flush);
        if (flushed.IsCompleted && !isLast)
        {
            // Its connection may not have said so yet: this is how it is known who left.
            throw new ClientBodyException(clientGone: true, new IOException("The client no longer reads."));
        }
    }

    private async Task EndBrokenAsync(StreamEnding ending, Exception e, CancellationToken ct)
    {
        var failure = Failure.Of(e, call.Upstream.Name, clientGone: false, timeIsUp: false);
        exchange.Altered(Alterations.BrokenStream);
        await exchange.EndAsync(failure.Outcome, failure.Error);
        var isBetween = Filter?.IsBetweenEvents ?? ending.IsBetween;
        _writer.Write(ending.Of($"The upstream '{call.Upstream.Name}' broke off in the middle of its answer.", call.Dialect, isBetween));
        await _writer.FlushAsync(ct);
    }

    private async ValueTask<T> WaitAsync<T>(ValueTask<T> pending)
    {
        var from = exchange.Now;
        var result = await pending;
        exchange.Waited(from);
        return result;
    }
}
