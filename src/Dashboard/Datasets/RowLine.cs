using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Observability.Dashboard.Exports;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>A row as a line of JSON: what an import reads again, and behind it where the row comes from, for reading only.</summary>
internal static class RowLine
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(DatasetRow row, IBufferWriter<byte> to)
    {
        using (var writer = new Utf8JsonWriter(to, Readable))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("inputs");
            writer.WriteRawValue(row.Inputs);
            writer.WriteString("expected", row.Expected);
            if (row.Note.Length > 0)
            {
                writer.WriteString("note", row.Note);
            }

            if (row.ExchangeId is { } exchange)
            {
                writer.WriteString("exchange_id", exchange);
            }

            if (row.Request is { } request)
            {
                writer.WriteString("upstream", row.Upstream);
                writer.WriteString("method", row.Method);
                writer.WriteString("target", row.Target);
                writer.WritePropertyName("request");
                writer.WriteRawValue(RawJson.Of(Encoding.UTF8.GetBytes(request))!.Line.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        to.Write("\n"u8);
    }
}
