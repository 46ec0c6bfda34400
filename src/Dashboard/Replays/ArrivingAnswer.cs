using System.Buffers;
using System.Text;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Replays;

/// <summary>Reads the answer of a call, while it arrives, into what it says so far.</summary>
/// <remarks>
/// The formats read whole bodies, so what is here is read again and again: at most ten times a second, and never more than a fifth of the time.
/// Whatever the bytes are, nothing is thrown for them; how many are held is bounded.
/// </remarks>
/// <param name="draft">What was sent.</param>
/// <param name="mostBytes">How many bytes of the body are held and read; more are only counted.</param>
/// <param name="time">The clock.</param>
/// <param name="sentAt">Its timestamp when the call was sent.</param>
internal sealed class ArrivingAnswer(CallDraft draft, int mostBytes, TimeProvider time, long sentAt)
{
    private const int MostPlain = 16 << 10;
    private const int ReadingsShare = 4;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly List<Chunk> _chunks = [];
    private StoredHeaders _headers = StoredHeaders.None;
    private AnswerSoFar? _soFar;

    /// <summary>What it says so far; null = nothing has come.</summary>
    public AnswerSoFar? SoFar => _soFar;

    /// <summary>Reads to the end, on whatever thread it is called on, and tells of each reading; the last one is told before this returns.</summary>
    /// <param name="call">The call; the caller disposes it.</param>
    /// <param name="changed">Told of each reading, one at a time.</param>
    /// <param name="ct">Stops it: what is here stays.</param>
    public async Task<AnswerEnding> ReadAsync(SentCall call, Func<AnswerSoFar, Task> changed, CancellationToken ct)
    {
        _headers = new([.. call.Headers], 0);
        _soFar = new() { Status = call.Status, ContentType = _headers["Content-Type"], ToHead = Now() };
        await changed(_soFar);
        var ending = await TakeAsync(call, changed, ct);
        Read(isOver: true);
        await changed(_soFar);
        return ending;
    }

    private async Task<AnswerEnding> TakeAsync(SentCall call, Func<AnswerSoFar, Task> changed, CancellationToken ct)
    {
        var buffer = new byte[16 << 10];
        var (unread, readAgain) = (false, time.GetTimestamp());
        try
        {
            while (true)
            {
                var next = call.Body.ReadAsync(buffer, ct).AsTask();
                while (unread && !next.IsCompleted)
                {
                    await PauseAsync(next, readAgain, ct);
                    if (IsDue(readAgain))
                    {
                        (unread, readAgain) = (false, Read(isOver: false));
                        await changed(_soFar!);
                    }
                }

                var count = await next;
                if (count == 0)
                {
                    return AnswerEnding.Whole;
                }

                Take(buffer.AsSpan(0, count));
                unread = true;
                if (IsDue(readAgain))
                {
                    (unread, readAgain) = (false, Read(isOver: false));
                    await changed(_soFar!);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return AnswerEnding.Stopped;
        }
        catch (IOException)
        {
            return AnswerEnding.Broken;
        }
    }

    private bool IsDue(long at) => time.GetTimestamp() >= at;

    // Until more has come, or what has come may be read.
    private async Task PauseAsync(Task<int> next, long until, CancellationToken ct)
    {
        var rest = time.GetElapsedTime(time.GetTimestamp(), until);
        if (rest > TimeSpan.Zero)
        {
            await Task.WhenAny(next, Task.Delay(rest, time, ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        var kept = Math.Min(bytes.Length, mostBytes - _body.WrittenCount);
        _body.Write(bytes[..kept]);
        _soFar = _soFar! with
        {
            Bytes = _soFar.Bytes + bytes.Length,
            IsCut = _soFar.IsCut || kept < bytes.Length,
            ToFirstByte = _soFar.ToFirstByte ?? Now(),
        };
        if (_soFar.ToFirstToken is null && kept > 0)
        {
            _chunks.Add(new(Now(), _body.WrittenCount));
        }
    }

    // Gives the moment from which it may be read again.
    private long Read(bool isOver)
    {
        var began = time.GetTimestamp();
        var bytes = _body.WrittenMemory;
        var captured = Captured(_soFar!, bytes);
        var reading = isOver ? ExchangeReader.ReadingOf(captured) : ExchangeReader.ReadingSoFar(captured);
        _soFar = _soFar! with
        {
            Reading = reading,
            Plain = reading is null or { Output.Count: 0, Error: null } && (isOver || reading is null) ? PlainOf(bytes) : null,
            ToFirstToken = _soFar.ToFirstToken ?? ArrivalOf(bytes, reading?.FirstTokenOffset),
            IsOver = isOver,
        };
        if (_soFar.ToFirstToken is not null)
        {
            _chunks.Clear();
        }

        var ended = time.GetTimestamp();
        var took = time.GetElapsedTime(began, ended);
        var pause = took * ReadingsShare > ShortestPause ? took * ReadingsShare : ShortestPause;
        return ended + (long)(pause.TotalSeconds * time.TimestampFrequency);
    }

    private TimeSpan Now() => time.GetElapsedTime(sentAt);

    // Offsets of a reading are in the body without its content coding.
    private TimeSpan? ArrivalOf(ReadOnlyMemory<byte> bytes, long? offset) =>
        offset is { } place && ContentDecoding.Decode(bytes, _headers["Content-Encoding"], ChunkTimeline.Encode(_chunks)).Chunks.ArrivalsOf([place]) is [var arrival, ..]
            ? arrival
            : null;

    private string? PlainOf(ReadOnlyMemory<byte> bytes)
    {
        var start = ContentDecoding.Decode(bytes[..Math.Min(bytes.Length, MostPlain)], _headers["Content-Encoding"], ChunkTimeline.None).Bytes;
        var shown = start[..Math.Min(start.Length, MostPlain)].Span;
        return shown.IsEmpty || shown.Contains((byte)0) || !IsText(shown) ? null : Encoding.UTF8.GetString(shown).TrimEnd('\uFFFD');
    }

    // A letter may be cut at the end; anything else that is no UTF-8 is no text.
    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        for (var end = bytes.Length; end > Math.Max(0, bytes.Length - 4); end--)
        {
            if (System.Text.Unicode.Utf8.IsValid(bytes[..end]))
            {
                return true;
            }
        }

        return false;
    }

    private CapturedExchange Captured(AnswerSoFar soFar, ReadOnlyMemory<byte> bytes) => new()
    {
        Id = Guid.Empty,
        StartedAt = default,
        ProjectId = Guid.Empty,
        KeyId = Guid.Empty,
        Upstream = draft.Upstream,
        Family = draft.Family,
        Method = draft.Method,
        Target = draft.Target,
        Labels = Labels.None,
        RequestHeaders = new(draft.Headers, 0),
        Request = draft.Body is { } body ? new(body, body.Length, null) : CapturedBody.Empty,
        Status = soFar.Status,
        ResponseHeaders = _headers,
        Response = new(bytes, soFar.Bytes, null),
        Outcome = ExchangeOutcome.Completed,
        Timings = new(null, null, TimeSpan.Zero, TimeSpan.Zero, ChunkTimeline.None),
    };
}
