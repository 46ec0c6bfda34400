using MediatR;
using Npgsql;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Bodies;

/// <summary>The events of a streamed answer that begin in one piece of it, each with the time it came.</summary>
/// <param name="Place">The response's body.</param>
/// <param name="Number">Which piece, from 0.</param>
/// <param name="ByLine">Whether every line is an event.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record ListEvents(BodyPlace Place, long Number, bool ByLine) : IRequest<EventPiece>
{
    /// <summary>Bytes of a piece: some hundred events of a usual chat.</summary>
    public const int Bytes = 48 << 10;

    /// <summary>How many pieces a body of this length has.</summary>
    public static long PiecesIn(long length) => Math.Max(1, (length + Bytes - 1) / Bytes);
}

/// <summary>Events of a stream.</summary>
/// <param name="Events">In their order; none where one long event goes through the whole piece.</param>
public sealed record EventPiece(IReadOnlyList<StreamEvent> Events);

internal sealed class ListEventsHandler(NpgsqlDataSource database, Caller caller) : IRequestHandler<ListEvents, EventPiece>
{
    // Most events are short: what the last of a piece has beyond it is read up to here.
    private const int Beyond = 16 << 10;

    public async Task<EventPiece> Handle(ListEvents request, CancellationToken cancellationToken)
    {
        if (await BodyReader.FindAsync(database, caller.ProjectId, request.Place, cancellationToken) is not { IsReadable: true } body)
        {
            return new([]);
        }

        var begin = Math.Max(0, request.Number) * ListEvents.Bytes;
        var from = Math.Max(0, begin - EventPieces.Before);
        var wanted = (int)(begin - from) + ListEvents.Bytes + Beyond;
        var bytes = await body.ReadAsync(from, wanted, cancellationToken);
        var events = EventPieces.Cut(bytes, from, begin, begin + ListEvents.Bytes, request.ByLine, bytes.Length < wanted);
        return new(Timed(events, await TimelineAsync(body, request.Place, cancellationToken)));
    }

    // The event before the first one of a piece ends just before it.
    private static IReadOnlyList<StreamEvent> Timed(IReadOnlyList<StreamEvent> events, ChunkTimeline timeline)
    {
        var before = events is [{ Offset: > 0 } first, ..] ? 1 : 0;
        var ends = events.Select(e => e.End - 1);
        var times = timeline.ArrivalsOf([.. before == 0 ? ends : ends.Prepend(events[0].Offset - 1)]);
        return
        [
            .. events.Select((e, i) => e with
            {
                At = i + before < times.Count ? times[i + before] : null,
                Gap = i + before < times.Count && i + before > 0 ? times[i + before] - times[i + before - 1] : null,
            }),
        ];
    }

    private async Task<ChunkTimeline> TimelineAsync(BodyReader body, BodyPlace place, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select chunks" + (body.Coding.Length > 0 ? ", response_body" : "") + " from exchange_bodies where id = $1 and started_at = $2 and project_id = $3");
        command.Parameters.Add(new() { Value = place.Exchange });
        command.Parameters.Add(new() { Value = place.StartedAt.ToUniversalTime() });
        command.Parameters.Add(new() { Value = caller.ProjectId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return ChunkTimeline.None;
        }

        // Times are of the bytes on the wire: what came out of which of them, only decoding tells.
        var stored = new ChunkTimeline(await reader.GetFieldValueAsync<byte[]>(0, ct));
        return body.Coding.Length == 0 ? stored : ContentDecoding.Decode(await reader.GetFieldValueAsync<byte[]>(1, ct), body.Coding, stored).Chunks;
    }
}
