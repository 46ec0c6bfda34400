using System.Buffers;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Observability.Dashboard.Usage;
using Observability.Domain;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>
/// A dataset as a file, page by page, no faster than the client takes it. When it is changed so that what was written is no longer right, or anything
/// breaks, the connection is broken off: a file that is whole and one that is not never look alike.
/// </summary>
/// <param name="dataset">The dataset.</param>
/// <param name="format">As what.</param>
/// <param name="names">Names of its inputs, which are columns of CSV.</param>
/// <param name="rows">Asks for the rows after a position; null when the dataset is gone.</param>
internal sealed class DatasetFile(DatasetSummary dataset, ImportFormat format, IReadOnlyList<string> names, Func<int?, CancellationToken, Task<RowPage<DatasetRow>?>> rows)
    : IResult, IEndpointMetadataProvider
{
    private static readonly string[] OfRow = ["expected", "note", "exchange_id", "upstream", "method", "target", "request"];

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(byte[]), ["application/jsonl", "text/csv"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, ct) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = format == ImportFormat.Csv ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{FileName()}\"";
        if (format == ImportFormat.Csv)
        {
            // Excel reads UTF-8 as something else without the mark.
            Encoding.UTF8.GetBytes("\uFEFF" + Line([.. names.Select(n => ImportColumns.InputPrefix + n), .. OfRow]), response.BodyWriter);
        }

        for (int? after = null, next = 0; next is not null; after = next)
        {
            if (await rows(after, ct) is not { } page || !page.Rows.All(r => TryWrite(r, response.BodyWriter)))
            {
                httpContext.Abort();
                return;
            }

            await response.BodyWriter.FlushAsync(ct);
            next = page.Next;
        }
    }

    private bool TryWrite(DatasetRow row, IBufferWriter<byte> to)
    {
        if (format == ImportFormat.Jsonl)
        {
            RowLine.Write(row, to);
            return true;
        }

        var inputs = RowInputs.Read(row.Inputs).ToDictionary(i => i.Key, i => i.Value, StringComparer.Ordinal);
        Encoding.UTF8.GetBytes(
            Line([
                .. names.Select(n => inputs.GetValueOrDefault(n)),
                row.Expected, row.Note.Length == 0 ? null : row.Note, row.ExchangeId?.ToString(), row.Upstream, row.Method, row.Target, row.Request,
            ]),
            to);
        return inputs.Keys.All(names.Contains);
    }

    // Quotes tell an empty text from none at all.
    private static string Line(IEnumerable<string?> cells) => string.Join(',', cells.Select(c => c is null ? "" : c.Length == 0 ? "\"\"" : UsageCsv.Cell(c))) + "\r\n";

    private string FileName()
    {
        var name = string.Concat(StoredText.OneLine(dataset.Name).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return $"{(name.Length == 0 ? "dataset" : name)}.{(format == ImportFormat.Csv ? "csv" : "jsonl")}";
    }
}
