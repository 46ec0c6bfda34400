using System.Diagnostics.CodeAnalysis;
using Observability.Domain.Exchanges;
using Observability.Domain.Redaction;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Proxy.Redacting;

/// <summary>Redacts the two records of one exchange on their way into the spool. What passes between client and upstream is not in its hands.</summary>
/// <remarks>
/// Where bodies are let go, what they say in numbers is read first, in memory, from both as they crossed the wire. Whatever fails keeps less, not more.
/// </remarks>
internal sealed class ExchangeRedaction(Redactor redactor)
{
    private BeginRecord? _whole;
    private RedactedBody? _request;

    /// <summary>The first record as it is kept.</summary>
    /// <param name="whole">As it was captured; its body must stay valid until <see cref="EndAsync"/> is over.</param>
    public async ValueTask<BeginRecord> BeginAsync(BeginRecord whole)
    {
        // Searching takes time that the threads of the sockets do not have.
        await Task.Yield();
        _whole = whole;
        _request = Body(whole.Body, whole.Headers);
        var counts = _request.Masked ?? new();
        var isLetGo = _request.Reason is not null;
        return Around(whole with { Headers = _request.Headers, Body = _request.Body }, counts) with
        {
            Redaction = new(redactor.Mode)
            {
                Masked = counts,
                Reason = _request.Reason,
                Facts = isLetGo ? ExchangeFacts.ReadRequest(SpooledExchange.Join(whole, Open(whole.Id), null)) : default,
            },
        };
    }

    /// <summary>The last record as it is kept.</summary>
    public async ValueTask<EndRecord> EndAsync(EndRecord whole)
    {
        await Task.Yield();
        var answer = Body(whole.Body, whole.Headers);
        var counts = answer.Masked ?? new();
        var isLetGo = (answer.Reason ?? _request?.Reason) is not null;
        return whole with
        {
            Headers = Headers(answer.Headers, counts),
            Body = answer.Body,
            Timings = Timings(whole, answer),
            Redaction = new(redactor.Mode)
            {
                Masked = counts,
                Reason = answer.Reason ?? _request?.Reason,
                Facts = isLetGo && _whole is not null ? ExchangeFacts.Read(SpooledExchange.Join(_whole, whole, null), redactor.Pseudonyms) : default,
            },
        };
    }

    // The lengths of a stream's pieces tell words apart: they are kept only beside the words.
    private static Timings Timings(EndRecord whole, RedactedBody answer) => whole.Timings with
    {
        Chunks = answer.Reason is not null ? ChunkTimeline.None
            : answer.IsDecoded ? ContentDecoding.Decode(whole.Body.Joined(), whole.Headers["Content-Encoding"], whole.Timings.Chunks).Chunks
            : whole.Timings.Chunks,
    };

    private static EndRecord Open(Guid id) => new(
        id, null, StoredHeaders.None, BodyPieces.None, ExchangeOutcome.Interrupted, null, null, new(null, null, TimeSpan.Zero, TimeSpan.Zero, ChunkTimeline.None));

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a detector trips over, the call goes on and the body is not kept.")]
    private RedactedBody Body(BodyPieces body, StoredHeaders headers)
    {
        try
        {
            return redactor.Body(body, headers);
        }
        catch (Exception)
        {
            return redactor.LetGo(body, headers);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Likewise: what cannot be searched is left out.")]
    private BeginRecord Around(BeginRecord begin, MaskedCounts counts)
    {
        try
        {
            return begin with
            {
                Target = RedactedHeaders.Target(begin.Target, redactor.Mode),
                Labels = RedactedHeaders.Of(begin.Labels, redactor.Pseudonyms, counts),
                Headers = RedactedHeaders.Of(begin.Headers, redactor.Mode, counts),
            };
        }
        catch (Exception)
        {
            return begin with { Target = begin.Target.Split('?')[0], Labels = Labels.None, Headers = new([], begin.Headers.Dropped + begin.Headers.Lines.Count) };
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Likewise.")]
    private StoredHeaders Headers(StoredHeaders headers, MaskedCounts counts)
    {
        try
        {
            return RedactedHeaders.Of(headers, redactor.Mode, counts);
        }
        catch (Exception)
        {
            return new([], headers.Dropped + headers.Lines.Count);
        }
    }
}
