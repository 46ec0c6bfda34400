using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Observability.Dashboard.Ui.Charts;

/// <summary>All that a chart shows, and the same as JSON for the script, which reads out values and never makes any.</summary>
/// <param name="Kind">How it is drawn.</param>
/// <param name="Frame">What is around it.</param>
/// <param name="Value">Its upright axis.</param>
/// <param name="Series">What is drawn.</param>
public sealed record ChartContent(ChartKind Kind, ChartFrame Frame, ValueAxis Value, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>The sum of the period before, bucket by bucket; null = not compared, or no stack.</summary>
    public IReadOnlyList<double?>? Previous { get; init; }

    /// <summary>Whether values of a bucket add up to something.</summary>
    public bool Adds => Kind != ChartKind.Lines;

    /// <summary>Whether there is nothing to draw.</summary>
    public bool IsEmpty => Frame.Axis.Count == 0 || !Series.Any(s => s.Values.Any(v => v is not null));

    /// <summary>For the script. Two contents that look the same have the same JSON: what decides whether anything is drawn anew.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", Kind switch { ChartKind.Bars => "bars", ChartKind.Area => "area", ChartKind.Lines => "lines", ChartKind.Heat => "heat" });
            json.WriteString("title", Frame.Title);
            WriteAxis(json);
            WriteAxes(json);
            json.WriteStartArray("series");
            foreach (var series in Series)
            {
                WriteSeries(json, series);
            }

            json.WriteEndArray();
            WriteTotals(json);
            json.WriteString("zoom", Frame.ZoomHref);
            json.WriteString("out", Frame.ZoomOutHref);
            WriteWords(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void WriteAxis(Utf8JsonWriter json)
    {
        var axis = Frame.Axis;
        Write(json, "from", axis.Starts, (j, at) => j.WriteNumberValue(at.ToUnixTimeMilliseconds()));
        json.WriteNumber("end", axis.End.ToUnixTimeMilliseconds());
        Write(json, "labels", Enumerable.Range(0, axis.Count), (j, i) => j.WriteStringValue(axis.Label(i)));
        json.WriteNumber("open", axis.IncompleteFrom ?? axis.Count);
        json.WriteBoolean("inside", axis.BeginsInside);
        Write(json, "ticks", axis.Ticks(), (j, tick) => j.WriteStringValue(FormattableString.Invariant($"{tick.At} {tick.Text}")));
    }

    // More than the one in use only where the reader can leave series out.
    private void WriteAxes(Utf8JsonWriter json) =>
        Write(json, "axes", Kind == ChartKind.Heat ? [] : Series.Count > 1 ? Value.Ladder() : [Value], (j, axis) =>
        {
            j.WriteStartObject();
            j.WriteNumber("max", axis.Max);
            Write(j, "ticks", axis.Ticks, (t, tick) =>
            {
                t.WriteStartArray();
                t.WriteNumberValue(Math.Round(tick.Value / axis.Max, 5));
                t.WriteStringValue(tick.Text);
                t.WriteEndArray();
            });
            j.WriteEndObject();
        });

    private void WriteSeries(Utf8JsonWriter json, ChartSeries series)
    {
        json.WriteStartObject();
        json.WriteString("key", series.Key);
        json.WriteString("name", VisibleText.Of(series.Name));
        json.WriteString("color", series.Color);
        Write(json, "values", series.Values, WriteNumber);
        Write(json, "texts", series.Values, WriteText);
        if (series.Previous is { } previous)
        {
            Write(json, "before", previous, WriteNumber);
            Write(json, "beforeTexts", previous, WriteText);
        }

        if (series.Requests is { } requests)
        {
            Write(json, "requests", requests, (j, count) => j.WriteNumberValue(count));
        }

        json.WriteString("href", series.Href);
        json.WriteEndObject();
    }

    private void WriteTotals(Utf8JsonWriter json)
    {
        if (Adds)
        {
            var stack = new Stack(Series, Frame.Axis.Count);
            Write(json, "totals", Enumerable.Range(0, Frame.Axis.Count), (j, i) => WriteText(j, stack.Total(i)));
        }

        if (Series.Count > 0 && Series.All(s => s.Requests is not null) && Adds)
        {
            Write(json, "requests", Enumerable.Range(0, Frame.Axis.Count), (j, i) => j.WriteNumberValue(Series.Sum(s => s.Requests![i])));
        }

        if (Previous is { } previous)
        {
            Write(json, "before", previous, WriteNumber);
            Write(json, "beforeTexts", previous, WriteText);
        }

        json.WriteString("href", Frame.RequestsHref);
    }

    private static void WriteWords(Utf8JsonWriter json)
    {
        json.WriteStartObject("words");
        json.WriteString("total", ChartText.Total);
        json.WriteString("before", ChartText.PreviousPeriod);
        json.WriteString("open", ChartText.Unfinished);
        json.WriteString("nothing", ChartText.NothingMeasured);
        json.WriteString("more", ChartText.AndMore);
        json.WriteString("one", ChartText.ShowOneRequest);
        json.WriteString("many", ChartText.ShowRequests);
        json.WriteString("some", ChartText.ShowTheRequests);
        json.WriteString("close", ChartText.Close);
        json.WriteEndObject();
    }

    // Six digits draw any line; what is read are the texts.
    private static void WriteNumber(Utf8JsonWriter json, double? value)
    {
        if (value is { } number)
        {
            json.WriteRawValue(number.ToString("G6", CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private void WriteText(Utf8JsonWriter json, double? value) => json.WriteStringValue(value is { } number ? ValueText.Whole(Frame.Format, number) : null);

    private static void Write<T>(Utf8JsonWriter json, string name, IEnumerable<T> all, Action<Utf8JsonWriter, T> one)
    {
        json.WriteStartArray(name);
        foreach (var each in all)
        {
            one(json, each);
        }

        json.WriteEndArray();
    }
}
