using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Upstreams;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Runs;

/// <summary>How far two answers agree: by what a person would read, and by the tools they call.</summary>
internal static class AnswerLikeness
{
    /// <summary>Longest answer that is read for it, bytes.</summary>
    public const long MostBytes = 1L << 20;

    /// <summary>Whether both say the same, letter by letter, and how near their texts are; null where one cannot be read or is too long.</summary>
    public static async Task<(bool? Same, double? Likeness)> OfAsync(ObservabilityDb db, Exchange first, Exchange second, CancellationToken ct)
    {
        // One at a time: only its words are kept.
        if (await WordsAsync(db, first, ct) is not { } one || await WordsAsync(db, second, ct) is not { } other)
        {
            return (null, null);
        }

        return (one == other, Similarity.Of(one, other));
    }

    private static async Task<string?> WordsAsync(ObservabilityDb db, Exchange row, CancellationToken ct)
    {
        if (row.ResponseBytes > MostBytes || row.Outcome is not (ExchangeOutcome.Completed or ExchangeOutcome.ServedFromCache))
        {
            return null;
        }

        // The request is not fetched: it is the same for both, or was changed on purpose.
        var bodies = await db.ExchangeBodies.Where(b => b.Id == row.Id && b.StartedAt == row.StartedAt && b.ProjectId == row.ProjectId)
            .Select(b => new ExchangeBodies { Id = b.Id, StartedAt = b.StartedAt, ProjectId = b.ProjectId, RequestHeaders = b.RequestHeaders, ResponseHeaders = b.ResponseHeaders, ResponseBody = b.ResponseBody })
            .SingleOrDefaultAsync(ct);
        if (bodies is null)
        {
            return null;
        }

        var family = await UpstreamFamily.OfAsync(db, row.ProjectId, row.Upstream, ct);
        return ExchangeReader.ReadingOf(StoredExchange.ToCaptured(row, bodies, family)) is { Output.Count: > 0 } reading
            ? string.Join("\n\n", reading.Output.Select(Words)) : null;
    }

    private static string Words(Message message) =>
        string.Join('\n', message.Parts.OfType<ToolCallPart>().Select(c => $"{c.Name}({c.Arguments})").Prepend(message.Text));
}
