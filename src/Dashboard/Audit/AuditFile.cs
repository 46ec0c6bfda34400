using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Api;
using Observability.Dashboard.Usage;

namespace Observability.Dashboard.Audit;

/// <summary>The audit log as a file, newest first: read page by page, so that a long one is never in memory.</summary>
/// <param name="messages">The way to the log.</param>
/// <param name="caller">Who takes it.</param>
/// <param name="filter">What is taken.</param>
/// <param name="json">How the API writes.</param>
internal sealed class AuditFile(Messages messages, Caller caller, AuditFilter filter, JsonSerializerOptions json)
{
    /// <summary>The answer.</summary>
    /// <param name="format">csv, or jsonl: an object a line.</param>
    /// <param name="ct">Ends it.</param>
    public PushStreamHttpResult As(string format, CancellationToken ct) => TypedResults.Stream(
        to => WriteAsync(to, format == "csv", ct), format == "csv" ? "text/csv; charset=utf-8" : "application/jsonl", $"audit-log.{format}");

    private async Task WriteAsync(Stream to, bool csv, CancellationToken ct)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: csv), 1 << 14, leaveOpen: true);
        if (csv)
        {
            await writer.WriteAsync(UsageCsv.Line(["number", "hash", "id", "at", "who", "account_id", "what", "subject", "details"]).AsMemory(), ct);
        }

        AuditCursor? after = null;
        do
        {
            var part = await messages.SendAsync(caller, new PageAudit(filter, after, PageAudit.MaxLimit), ct);
            foreach (var line in part.Lines)
            {
                await writer.WriteAsync((csv ? Row(line) : JsonSerializer.Serialize(AuditJson.Of(line), json) + "\n").AsMemory(), ct);
            }

            after = part.Next;
        }
        while (after is not null);
    }

    private static string Row(AuditLine line) => UsageCsv.Line(
    [
        line.Number?.ToString(CultureInfo.InvariantCulture) ?? "", line.Hash ?? "", line.Entry.Id.ToString(),
        line.Entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        line.Entry.Who, line.Entry.AccountId?.ToString() ?? "", line.Entry.What, line.Entry.Subject, line.Entry.Details,
    ]);
}
