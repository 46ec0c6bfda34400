using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Observability.Dashboard.Api;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exports;

/// <summary>One exchange a line, as the API lists it; with its bodies, where they are asked for.</summary>
/// <param name="project">Slug of the project.</param>
/// <param name="bodies">Whether bodies go with it.</param>
/// <param name="json">How the API writes.</param>
internal sealed class NdjsonExport(string project, bool bodies, JsonSerializerOptions json) : ExportWriter
{
    public override string ContentType => "application/x-ndjson; charset=utf-8";

    public override string Ending => "ndjson";

    public override bool NeedsBodies => bodies;

    public override ExportGap? Write(IBufferWriter<byte> to, Exchange row, ExchangeBodies? bodies)
    {
        using (var writer = new Utf8JsonWriter(to, new() { Encoder = json.Encoder, SkipValidation = true }))
        {
            if (NeedsBodies)
            {
                JsonSerializer.Serialize(writer, new ExchangeWithBodiesJson(row, project, bodies), json);
            }
            else
            {
                JsonSerializer.Serialize(writer, new ExchangeJson(row, project), json);
            }
        }

        to.Write("\n"u8);
        return null;
    }
}

/// <summary>An exchange and what crossed the wire.</summary>
/// <param name="row">The row.</param>
/// <param name="project">Slug of its project.</param>
/// <param name="bodies">Its bodies; null when retention dropped them.</param>
internal sealed class ExchangeWithBodiesJson(Exchange row, string project, ExchangeBodies? bodies) : ExchangeFieldsJson(row, project)
{
    /// <summary>The request; null when retention dropped it.</summary>
    public ExportedBodyJson? Request { get; } = bodies is null ? null : ExportedBodyJson.Of(bodies.RequestBody, bodies.RequestHeaders, row.RequestBytes);

    /// <summary>The response, likewise.</summary>
    public ExportedBodyJson? Response { get; } = bodies is null ? null : ExportedBodyJson.Of(bodies.ResponseBody, bodies.ResponseHeaders, row.ResponseBytes);
}

/// <summary>A body: <c>json</c> where it is JSON, whatever its content coding was; else <c>base64</c>, the bytes as they crossed the wire.</summary>
/// <param name="ContentType">Its content type as it was sent; null when none was.</param>
/// <param name="ContentEncoding">Its content coding, which <c>base64</c> still has; null when there was none.</param>
/// <param name="TotalBytes">Length of the whole body; more than is here when it was not kept whole.</param>
internal sealed record ExportedBodyJson(string? ContentType, string? ContentEncoding, long TotalBytes)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RawJson? Json { get; private init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? Base64 { get; private init; }

    public static ExportedBodyJson Of(byte[] bytes, byte[] headers, long total)
    {
        var lines = StoredHeaders.Decode(headers);
        var decoded = ContentDecoding.Decode(bytes, lines["Content-Encoding"], ChunkTimeline.None);
        var json = decoded.Note is null ? RawJson.Of(decoded.Bytes.Span) : null;
        return new(lines["Content-Type"], lines["Content-Encoding"], total) { Json = json, Base64 = json is null ? bytes : null };
    }
}
