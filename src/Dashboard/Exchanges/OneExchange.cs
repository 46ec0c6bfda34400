using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Upstreams;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Exchanges;

/// <summary>Everything about one exchange of the project; null when it has none of this id.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="Reach">How much of it is wanted.</param>
[Requires(Access.Read)]
public sealed record OneExchange(Guid Id, DetailReach Reach) : IRequest<ExchangeDetail?>
{
    /// <summary>Longest bodies, both together, that are read when a panel opens, bytes: what is longer is read when its conversation is asked for.</summary>
    public const long ReadAtOnce = 2L << 20;

    /// <summary>Longest bodies that are read into a conversation at all, bytes.</summary>
    public const long MostRead = 96L << 20;
}

/// <summary>How much of an exchange is wanted.</summary>
public enum DetailReach
{
    /// <summary>Everything, bytes included.</summary>
    Whole,

    /// <summary>What a panel shows at once: no bytes, and of a long conversation its end.</summary>
    Panel,

    /// <summary>The same, its conversation read however long the bodies are.</summary>
    Conversation,
}

/// <summary>One exchange with its bytes and what a format reads in them now.</summary>
/// <param name="Row">The row.</param>
/// <param name="KeyName">Name of the key it came with; null when the key is gone.</param>
/// <param name="RequestHeaders">Kept request headers.</param>
/// <param name="ResponseHeaders">Kept response headers.</param>
/// <param name="RequestBody">Request bytes as they crossed the wire, up to the capture limit.</param>
/// <param name="ResponseBody">Response bytes likewise.</param>
/// <param name="RequestSha256">SHA-256 of the whole request body, in hex; empty when it is not known.</param>
/// <param name="ResponseSha256">SHA-256 of the whole response body, likewise.</param>
/// <param name="Chunks">Arrival of each piece of the response.</param>
/// <param name="Tokens">Arrival of each event that carried generated content; empty when the answer was no stream.</param>
/// <param name="Reading">What its format understood; null when it is opaque.</param>
public sealed record ExchangeDetail(
    Exchange Row,
    string? KeyName,
    StoredHeaders RequestHeaders,
    StoredHeaders ResponseHeaders,
    ReadOnlyMemory<byte> RequestBody,
    ReadOnlyMemory<byte> ResponseBody,
    string RequestSha256,
    string ResponseSha256,
    IReadOnlyList<Chunk> Chunks,
    IReadOnlyList<TimeSpan> Tokens,
    Reading? Reading)
{
    /// <summary>What Open WebUI made for it, where that came through us too; empty for nearly every exchange.</summary>
    public IReadOnlyList<Hop> Hops { get; init; } = [];

    /// <summary>The exchange of the same session after which everything that came before the last question was known; null when none is.</summary>
    public Guid? FirstSeenIn { get; init; }

    /// <summary>Why there are neither bodies nor headers: retention dropped them; null when it did not.</summary>
    public DroppedBodies? Dropped { get; init; }

    /// <summary>Whether the reader may not see what was asked and answered: there are neither bodies nor a reading, nor what would let bodies be guessed.</summary>
    public bool Withheld { get; init; }

    /// <summary>What belongs together in the whole conversation, of which only the end may be here; null = everything is here.</summary>
    public ConversationParts? Parts { get; init; }

    /// <summary>Messages of the request before those in <see cref="Reading"/>.</summary>
    public int Earlier { get; init; }

    /// <summary>Whether long texts in <see cref="Reading"/> are cut.</summary>
    public bool IsCut { get; init; }

    /// <summary>Bytes of the bodies where they are too long to be read at once, so that <see cref="Reading"/> is not there yet; null when they were read.</summary>
    public long? Unread { get; init; }
}

internal sealed class OneExchangeHandler(ObservabilityDb db, Caller caller, Settings settings) : IRequestHandler<OneExchange, ExchangeDetail?>
{
    // People come back to a chat after days; a look-up through all partitions there are would be for nothing.
    private static readonly TimeSpan LookedBack = TimeSpan.FromDays(30);

    public async Task<ExchangeDetail?> Handle(OneExchange request, CancellationToken cancellationToken)
    {
        var row = await OfId.FindAsync(db, caller.ProjectId, request.Id, cancellationToken);
        if (row is null)
        {
            return null;
        }

        // Every exchange is stored with its bodies, be they empty: only retention takes them away.
        var stored = db.ExchangeBodies.Where(b => b.Id == row.Id && b.StartedAt == row.StartedAt && b.ProjectId == caller.ProjectId);
        var length = await stored.Select(b => (long?)b.RequestBody.Length + b.ResponseBody.Length).SingleOrDefaultAsync(cancellationToken);
        var withheld = !caller.SeesBodies;
        var unread = !withheld && length > (request.Reach switch { DetailReach.Panel => OneExchange.ReadAtOnce, DetailReach.Conversation => OneExchange.MostRead, _ => long.MaxValue });
        var bodies = (unread || withheld ? await WithoutBytes(stored).SingleOrDefaultAsync(cancellationToken) : await stored.SingleOrDefaultAsync(cancellationToken))
            ?? new() { Id = row.Id, StartedAt = row.StartedAt, ProjectId = row.ProjectId };
        var keyName = await db.Keys.Where(k => k.Id == row.KeyId && k.ProjectId == caller.ProjectId).Select(k => k.Name).SingleOrDefaultAsync(cancellationToken);
        var family = await UpstreamFamily.OfAsync(db, caller.ProjectId, row.Upstream, cancellationToken);
        // Read now, not then: a format that has learnt since shows more than the row says.
        var captured = StoredExchange.ToCaptured(row, bodies, family);
        var reading = length is null || unread || withheld ? null : ExchangeReader.ReadingOf(captured);
        var detail = new ExchangeDetail(
            row, keyName,
            captured.RequestHeaders, captured.ResponseHeaders,
            captured.Request.Bytes, captured.Response.Bytes,
            withheld ? "" : Convert.ToHexStringLower(bodies.RequestSha256), withheld ? "" : Convert.ToHexStringLower(bodies.ResponseSha256),
            captured.Timings.Chunks.Decode(),
            Arrivals(captured, reading?.TokenOffsets ?? []),
            reading)
        {
            Hops = await Hop.OfAsync(db, row, cancellationToken),
            FirstSeenIn = await FirstSeenInAsync(row, cancellationToken),
            Dropped = length is null ? DroppedBodies.By(settings) : null,
            Unread = unread ? length : null,
            Withheld = withheld,
        };
        return request.Reach == DetailReach.Whole ? detail : PanelReading.Of(detail);
    }

    private static IQueryable<ExchangeBodies> WithoutBytes(IQueryable<ExchangeBodies> stored) => stored.Select(b => new ExchangeBodies
    {
        Id = b.Id,
        StartedAt = b.StartedAt,
        ProjectId = b.ProjectId,
        RequestHeaders = b.RequestHeaders,
        RequestSha256 = b.RequestSha256,
        ResponseHeaders = b.ResponseHeaders,
        ResponseSha256 = b.ResponseSha256,
        Chunks = b.Chunks,
    });

    // The latest of them: the same answer may have been given twice.
    private async Task<Guid?> FirstSeenInAsync(Exchange row, CancellationToken ct) => row is not { Session: { } session, HistoryHash: { } history } ? null :
        await db.Exchanges
            .Where(e => e.ProjectId == row.ProjectId && e.Session == session && e.ThreadHash == history && e.StartedAt < row.StartedAt && e.StartedAt > row.StartedAt - LookedBack)
            .OrderByDescending(e => e.StartedAt).Select(e => (Guid?)e.Id).FirstOrDefaultAsync(ct);

    // Offsets are in the decoded body, so its pieces are needed, not those of the wire.
    private static IReadOnlyList<TimeSpan> Arrivals(CapturedExchange captured, IReadOnlyList<long> offsets) => offsets.Count == 0 ? [] :
        ContentDecoding.Decode(captured.Response.Bytes, captured.ResponseHeaders["Content-Encoding"], captured.Timings.Chunks).Chunks.ArrivalsOf(offsets);
}
