using System.Diagnostics;
using Observability.Domain.Exchanges;
using Observability.Ingest.Operations;
using Observability.Ingest.Proxy.Redacting;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Proxy;

/// <summary>Watches one exchange pass and hands it to the spool in two records. Never changes, delays or joins a byte.</summary>
/// <param name="spool">Where it goes.</param>
/// <param name="time">The monotonic clock.</param>
/// <param name="arrivedAt">Time stamp of the arrival of the request's head.</param>
/// <param name="head">What is known from the start; its body is filled in later.</param>
/// <param name="wish">How much to keep.</param>
internal sealed class ExchangeRecorder(
    Spool.Spool spool, TimeProvider time, long arrivedAt, BeginRecord head, CaptureWish wish) : IDisposable
{
    private readonly ChunkMarks _marks = new();
    private readonly ExchangeRedaction? _redaction = wish.Redactor is { } redactor ? new(redactor) : null;
    private StoredHeaders _responseHeaders = StoredHeaders.None;
    private int? _status;
    private string? _notKeptReason = wish.Reason;
    private TimeSpan? _firstByte;
    private long _waited;
    private int _retries;
    private bool _isTaken = !head.IsSentOnce;
    private bool _begun;
    private bool _kept;
    private bool _ended;

    /// <summary>The exchange's id. Final once it has begun: a producer's id that another exchange is still open under gives way to one of ours.</summary>
    public Guid Id { get; private set; } = head.Id;

    /// <summary>The request's body so far.</summary>
    public BodyCapture Request { get; } = new(wish.LimitBytes, wish.Memory);

    /// <summary>The response's body so far.</summary>
    public BodyCapture Response { get; } = new(wish.LimitBytes, wish.Memory);

    /// <summary>Time stamp of now, to be given to <see cref="Waited"/> later.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>Time stamp of the moment the upstream connection was there; null when none was made for this exchange.</summary>
    public long? ConnectedAt { get; set; }

    /// <summary>Where this call is told in traces; null = nobody traces.</summary>
    public Activity? Span { get; init; }

    /// <summary>What was done to it beyond copying bytes.</summary>
    public Alterations Alterations { get; private set; }

    /// <summary>Notes that something was done beyond copying bytes. The bodies here stay those from before it.</summary>
    public void Altered(Alterations one) => Alterations |= one;

    /// <summary>Notes that the request was sent to the upstream once more.</summary>
    public void Retried() => _retries++;

    /// <summary>Counts the time since <paramref name="from"/> as spent waiting for the client or the upstream, not in our own code.</summary>
    public void Waited(long from) => _waited += time.GetTimestamp() - from;

    /// <summary>The head of an answer is there: the upstream's, or one of our own.</summary>
    public void Answered(int status, StoredHeaders headers)
    {
        _status = status;
        _responseHeaders = headers;
    }

    /// <summary>The upstream's head has arrived now.</summary>
    public void HeadArrived() => _firstByte = time.GetElapsedTime(arrivedAt);

    /// <summary>Bytes of the response's body have arrived now.</summary>
    public void Arrived(ReadOnlySpan<byte> bytes)
    {
        _marks.Add(time.GetElapsedTime(arrivedAt).Ticks / TimeSpan.TicksPerMicrosecond, bytes.Length);
        Response.Append(bytes);
    }

    /// <summary>Notes why bodies that were there are not in the record.</summary>
    public void NotKept(string reason) => _notKeptReason ??= reason;

    /// <summary>Whether no other call may have its id.</summary>
    public bool IsSentOnce => head.IsSentOnce;

    /// <summary>Of a call that is sent once: takes its id, before the upstream hears of it. False: another call had it. Always true of others; once a call.</summary>
    /// <remarks>What did not take its id leaves no record: the id stays free for the call to be made again, or belongs to the one that was made.</remarks>
    public bool TryTakeId() => _isTaken || (_isTaken = spool.Sent.TryTake(Id));

    /// <summary>The request is complete: appends it. Only the first call does anything.</summary>
    public async ValueTask BeginAsync()
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        if (_isTaken && spool.IsOpen(Id))
        {
            Id = Guid.CreateVersion7(head.StartedAt);
        }

        if (wish.IsRecorded && _isTaken)
        {
            var begin = head with { Id = Id, Body = Pieces(Request, wish.OmitRequest) };
            _kept = await spool.BeginAsync(_redaction is null ? begin : await _redaction.BeginAsync(begin));
        }
    }

    /// <summary>The exchange is over: appends how. To be called before the client gets its last bytes. Only the first call does anything.</summary>
    public async ValueTask EndAsync(ExchangeOutcome outcome, string? error)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        spool.Counters.Outcomes[(int)outcome].Add();
        if (wish.IsModelList)
        {
            spool.Counters.ModelLists.Add();
        }

        await BeginAsync();
        Span?.Tell(head with { Id = Id }, outcome, _status, _firstByte);
        if (_kept)
        {
            var end = new EndRecord(Id, _status, _responseHeaders, Pieces(Response, wish.OmitResponse), outcome, error, _notKeptReason, Timings())
            {
                Alterations = Alterations,
                Retries = _retries,
            };
            await spool.EndAsync(_redaction is null ? end : await _redaction.EndAsync(end));
        }
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        Request.Dispose();
        Response.Dispose();
        _marks.Dispose();
    }

    private static BodyPieces Pieces(BodyCapture body, bool omit) => omit ? new([], body.TotalBytes, null) : body.ToPieces();

    private Timings Timings()
    {
        var last = time.GetElapsedTime(arrivedAt);
        var overhead = last - time.GetElapsedTime(0, _waited);
        return new(Connect(), _firstByte, last, overhead > TimeSpan.Zero ? overhead : TimeSpan.Zero, _marks.ToTimeline());
    }

    // A connection that came up after the answer was made for this exchange but used by another.
    private TimeSpan? Connect() =>
        ConnectedAt is { } at && time.GetElapsedTime(arrivedAt, at) is var connect && (_firstByte is null || connect <= _firstByte) ? connect : null;
}
