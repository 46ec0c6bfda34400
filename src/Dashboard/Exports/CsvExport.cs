using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Observability.Dashboard.Api;
using Observability.Dashboard.Usage;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exports;

/// <summary>The fields of the API as a table, by the API's names; lists and properties are JSON within their cell, what is not known is empty.</summary>
/// <param name="project">Slug of the project.</param>
/// <param name="json">How the API writes.</param>
internal sealed class CsvExport(string project, JsonSerializerOptions json) : ExportWriter
{
    private readonly JsonPropertyInfo[] _columns = [.. json.GetTypeInfo(typeof(ExchangeJson)).Properties.Where(p => p.Get is not null)];

    public override string ContentType => "text/csv; charset=utf-8";

    public override string Ending => "csv";

    public override void Begin(IBufferWriter<byte> to)
    {
        // Excel reads UTF-8 as something else without it.
        to.Write("\uFEFF"u8);
        Encoding.UTF8.GetBytes(UsageCsv.Line(_columns.Select(c => c.Name)), to);
    }

    public override ExportGap? Write(IBufferWriter<byte> to, Exchange row, ExchangeBodies? bodies)
    {
        var exchange = new ExchangeJson(row, project);
        Encoding.UTF8.GetBytes(UsageCsv.Line(_columns.Select(c => Text(c.Get!(exchange)))), to);
        return null;
    }

    private string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTime at => at.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(value, value.GetType(), json),
    };
}
