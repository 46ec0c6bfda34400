using System.Diagnostics.CodeAnalysis;
using Observability.Domain.Formats;
using Observability.Domain.Formats.Wire;
using Observability.Domain.Pricing;
using Observability.Domain.Tokens;

namespace Observability.Domain.Exchanges;

/// <summary>Turns wire truth into rows: chooses the format, reads, labels, times. Pure; run again to read again.</summary>
public static class ExchangeReader
{
    /// <summary>The rows of <paramref name="captured"/>, priced. Never throws: what cannot be understood leaves an opaque row with its bytes.</summary>
    /// <param name="captured">What crossed the wire.</param>
    /// <param name="prices">The prices in force.</param>
    public static ExchangeRecord Read(CapturedExchange captured, PriceBook prices)
    {
        var record = Read(captured, ProviderFormats.Select);
        ExchangePrice.Set(record.Row, prices);
        return record;
    }

    /// <summary>The same by the prices of the catalogue alone.</summary>
    public static ExchangeRecord Read(CapturedExchange captured) => Read(captured, PriceBook.Catalogue);

    /// <summary>The row of an exchange that has no answer yet, as far as its request tells: nothing is estimated, nothing priced. Never throws.</summary>
    /// <param name="captured">What crossed the wire so far; whatever is said of an answer is not looked at.</param>
    public static Exchange ReadRequest(CapturedExchange captured) =>
        RowOf(captured, Understand(captured, ProviderFormats.Select, estimates: false));

    /// <summary>The row of an exchange, without a price. Never throws, unless its facts are none (<see cref="ExchangeFacts"/>).</summary>
    internal static Exchange RowOf(CapturedExchange captured) => RowOf(captured, Understand(captured, ProviderFormats.Select));

    /// <summary>What the exchange says, for showing it: messages, tools, parameters. Null when no format reads it. Never throws.</summary>
    public static Reading? ReadingOf(CapturedExchange captured)
    {
        var understood = Understand(captured, ProviderFormats.Select);
        return understood is { Reading: { } reading, Estimate: { } estimate }
            ? reading with { Notes = [.. reading.Notes, .. estimate.Notes] }
            : understood.Reading;
    }

    /// <summary>
    /// What it says while its answer still arrives: nothing is estimated, and a JSON document, or a piece of a stream, that is not whole yet is left for
    /// later, so that what was said once is not taken back. Null when no format reads it. Never throws.
    /// </summary>
    /// <param name="captured">What crossed the wire so far.</param>
    public static Reading? ReadingSoFar(CapturedExchange captured) => Understand(captured, ProviderFormats.Select, estimates: false, arrives: true).Reading;

    /// <summary>The words of <paramref name="captured"/>, for searching them. Never throws.</summary>
    public static ExchangeTexts TextsOf(CapturedExchange captured) => Read(captured, ProviderFormats.Select).Texts;

    /// <summary>The rows with another choice of formats, without a price.</summary>
    internal static ExchangeRecord Read(CapturedExchange captured, Func<string, WireExchange, ProviderFormat?> select)
    {
        var understood = Understand(captured, select);
        var row = RowOf(captured, understood);
        return new(row, BodiesOf(captured), SearchText.Of(row, understood.Reading ?? Reading.Nothing));
    }

    // What was read before the bodies were let go goes before what can be read of what is left.
    private static Exchange RowOf(CapturedExchange captured, UnderstoodExchange understood)
    {
        var row = ExchangeRow.Of(captured, understood);
        ExchangeFacts.Restore(captured.Redaction?.Facts ?? default, row);
        return row;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A mistake in one format must not lose the exchange: it is kept opaque, and can be read again once the format is mended.")]
    private static UnderstoodExchange Understand(CapturedExchange captured, Func<string, WireExchange, ProviderFormat?> select, bool estimates = true, bool arrives = false)
    {
        if (captured is { Redaction.Facts.IsEmpty: false, Request.Bytes.IsEmpty: true, Response.Bytes.IsEmpty: true })
        {
            return new(null, null, ChunkTimeline.None);
        }

        var request = ContentDecoding.Decode(captured.Request.Bytes, captured.RequestHeaders["Content-Encoding"], ChunkTimeline.None);
        var response = ContentDecoding.Decode(captured.Response.Bytes, captured.ResponseHeaders["Content-Encoding"], captured.Timings.Chunks);
        var wire = WireOf(captured, request.Bytes, response.Bytes);
        var exchange = arrives ? Framing.WholePieces(wire) : wire;
        if (select(captured.Family, exchange) is not { } format)
        {
            return new(null, UnreadAnswer.Read(exchange), response.Chunks);
        }

        try
        {
            var reading = format.Read(exchange);
            string[] notes = [.. new[] { request.Note, response.Note }.OfType<string>()];

            // An end that could not be decoded cannot be missed.
            var complete = response.Note is null ? reading.Complete : null;
            return new(format, reading with { Complete = complete, RateLimits = RateLimitHeaders.In(exchange.ResponseHeaders), Notes = [.. notes, .. reading.Notes] }, response.Chunks)
            {
                // From a part of a text nothing can be said about the whole.
                Estimate = !estimates || captured.Request.IsTruncated || captured.Response.IsTruncated ? null : TokenEstimate.Of(reading, format.Endpoint, request.Bytes),
            };
        }
        catch (Exception e)
        {
            var notes = new[] { $"This exchange could not be read as {format.Name} ({e.GetType().Name}); its bytes are kept as they came." };
            return new(null, Reading.Nothing with { Notes = notes }, response.Chunks);
        }
    }

    private static WireExchange WireOf(CapturedExchange captured, ReadOnlyMemory<byte> request, ReadOnlyMemory<byte> response)
    {
        var target = StoredText.Required(captured.Target, StoredText.MaxPath).Split('?', 2);
        return new(
            captured.Method, target[0], captured.Status,
            captured.RequestHeaders["Content-Type"], request,
            captured.ResponseHeaders["Content-Type"], response)
        {
            Query = target.Length > 1 ? target[1] : "",
            RequestHeaders = captured.RequestHeaders.Lines,
            ResponseHeaders = captured.ResponseHeaders.Lines,
        };
    }

    private static ExchangeBodies BodiesOf(CapturedExchange captured) => new()
    {
        Id = captured.Id,
        StartedAt = captured.StartedAt,
        ProjectId = captured.ProjectId,
        RequestHeaders = captured.RequestHeaders.Encode(),
        RequestBody = captured.Request.Bytes.ToArray(),
        RequestSha256 = captured.Request.WholeSha256(),
        ResponseHeaders = captured.ResponseHeaders.Encode(),
        ResponseBody = captured.Response.Bytes.ToArray(),
        ResponseSha256 = captured.Response.WholeSha256(),
        Chunks = captured.Timings.Chunks.Encoded.ToArray(),
    };
}
