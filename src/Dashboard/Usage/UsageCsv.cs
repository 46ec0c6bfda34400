using System.Buffers;
using System.Globalization;
using System.Text;
using Observability.Domain;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>
/// Reports as lines of CSV (RFC 4180, UTF-8): names for programs in the first line, exact numbers, times in ISO 8601 and UTC, empty where something is
/// not known. What strangers wrote can never be read as a formula by a spreadsheet.
/// </summary>
internal static class UsageCsv
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n;\t");

    private static readonly UsageMeasure[] Measures = Enum.GetValues<UsageMeasure>();

    /// <summary>The table under the chart: one line per group, then their sum.</summary>
    public static IEnumerable<string> Table(UsageUrl url, UsageReport report)
    {
        var before = "previous_" + EnumNames.NameOf(url.Measure);
        yield return Line(["kind", "id", "name", .. Measures.Select(EnumNames.NameOf), "share", before]);
        foreach (var line in UsageLine.Of(report, url.Measure, url.Order))
        {
            var group = line.Group;
            yield return Line([.. Named(group, url), .. Numbers(group.Whole), Number(line.Share), Number(group.Before?.Of(url.Measure))]);
        }

        yield return Line(["total", "", "", .. Numbers(report.Whole), "", Number(report.BeforeWhole?.Of(url.Measure))]);
    }

    /// <summary>The chart: one line per bucket and group in which something happened.</summary>
    public static IEnumerable<string> Series(UsageUrl url, UsageReport report, UsagePeriod period)
    {
        yield return Line(["from", "to", "kind", "id", "name", .. Measures.Select(EnumNames.NameOf)]);
        for (var bucket = 0; bucket < period.Axis.Count; bucket++)
        {
            foreach (var group in report.Groups)
            {
                if (group.ByBucket[bucket] is { } tally)
                {
                    yield return Line([Time(period.Axis.Starts[bucket]), Time(period.Axis.EndOf(bucket)), .. Named(group, url), .. Numbers(tally)]);
                }
            }
        }
    }

    /// <summary>One line, with its end.</summary>
    public static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    /// <summary>One cell. What a spreadsheet would run as a formula gets an apostrophe before it, unless it is a number.</summary>
    public static string Cell(string text)
    {
        var safe = IsFormula(text) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(Quoted) || safe.StartsWith(' ') || safe.EndsWith(' ') ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    // Full-width signs are read as formulas where input is Chinese or Japanese; leading blanks are skipped. So are apostrophes, so that one that was there
    // before is told from ours: a reader takes one away where a sign follows.
    private static bool IsFormula(string text) =>
        text.AsSpan().TrimStart(" \u00A0\u3000\u200B\uFEFF'") is { Length: > 0 } start
        && "=+-@\t\r\n＝＋－＠|".Contains(start[0], StringComparison.Ordinal)
        && !decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    // A group's words may be anything; what kind of group it is stands apart from them.
    private static IEnumerable<string> Named(UsageGroup group, UsageUrl url) =>
        [group.IsOther ? "other" : url.By is null ? "all" : group.Name is null ? "none" : url.By.Name, group.Name ?? "", group.Title ?? ""];

    private static IEnumerable<string> Numbers(Tally tally) => Measures.Select(m => Number(tally.Of(m)));

    private static string Number(decimal? value) => value?.ToString("0.##############################", CultureInfo.InvariantCulture) ?? "";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes lines as they are made.</summary>
    public static async Task WriteAsync(Stream to, IEnumerable<string> lines, CancellationToken ct)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 1 << 14, leaveOpen: true);
        foreach (var line in lines)
        {
            await writer.WriteAsync(line.AsMemory(), ct);
        }
    }
}
