using System.Text.Json;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Api;

/// <summary>One exchange with everything about it but its bytes, which have addresses of their own.</summary>
/// <param name="detail">The exchange.</param>
/// <param name="project">Slug of its project.</param>
internal sealed class ExchangeDetailJson(ExchangeDetail detail, string project) : ExchangeFieldsJson(detail.Row, project)
{
    public string? KeyName { get; } = detail.KeyName;

    public HeadersJson RequestHeaders { get; } = new(detail.RequestHeaders);

    public HeadersJson ResponseHeaders { get; } = new(detail.ResponseHeaders);

    /// <summary>Why there are neither bodies, headers nor a reading: retention dropped them; null when it did not.</summary>
    public string? BodiesDropped { get; } = detail.Dropped?.Sentence;

    /// <summary>Whether the key may not see what was asked and answered: there are no reading, no previews and no digests then.</summary>
    public bool BodiesWithheld { get; } = detail.Withheld;

    public string RequestSha256 { get; } = detail.RequestSha256;

    public string ResponseSha256 { get; } = detail.ResponseSha256;

    /// <summary>What its format understands in it now; null when it is opaque.</summary>
    public ReadingJson? Reading { get; } = detail.Reading is { } reading ? new(reading) : null;

    /// <summary>How the cost came about; null as long as the exchange has no price.</summary>
    public JsonElement? CostBreakdown { get; } =
        detail.Row.CostBreakdown is { } cost ? JsonElement.Parse(cost) : null;

    /// <summary>Ids of the exchanges that Open WebUI made for this one, at most 20; theirs is the usage to count.</summary>
    public IReadOnlyList<Guid> Hops { get; } = [.. detail.Hops.Select(h => h.Id)];

    public TimelineJson Timeline { get; } = new(
        Milliseconds(detail.Row.ConnectUs),
        Milliseconds(detail.Row.FirstByteUs),
        Milliseconds(detail.Row.FirstTokenUs),
        Milliseconds(detail.Row.FirstVisibleUs),
        Milliseconds(detail.Row.DurationUs),
        [.. detail.Chunks.Select(c => new ChunkJson((decimal)c.At.TotalMicroseconds / 1000m, c.End))]);
}

/// <summary>The kept headers of a message, in wire order.</summary>
internal sealed class HeadersJson(StoredHeaders headers)
{
    public IReadOnlyList<HeaderJson> Lines { get; } = [.. headers.Lines.Select(l => new HeaderJson(l.Key, l.Value))];

    /// <summary>How many lines were not kept because their name is not on the allow-list.</summary>
    public int Dropped { get; } = headers.Dropped;
}

/// <summary>One header line.</summary>
internal sealed record HeaderJson(string Name, string Value);

/// <summary>When things happened, milliseconds since the request's arrival; null where it did not.</summary>
internal sealed record TimelineJson(
    decimal? ConnectMs, decimal? FirstByteMs, decimal? FirstTokenMs, decimal? FirstVisibleMs, decimal LastByteMs, IReadOnlyList<ChunkJson> Chunks);

/// <summary>One piece of the response.</summary>
/// <param name="AtMs">When it arrived.</param>
/// <param name="End">Offset in the body of the first byte after it.</param>
internal sealed record ChunkJson(decimal AtMs, long End);
