using System.Globalization;
using System.Text;

namespace Observability.Domain.Metrics;

/// <summary>Writes metrics in Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/, as recorded traffic of 2026 shows it).</summary>
internal static class PrometheusText
{
    /// <summary>The format's media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>All of <paramref name="metrics"/>.</summary>
    public static string Render(IEnumerable<Metric> metrics)
    {
        var text = new StringBuilder();
        foreach (var metric in metrics.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            text.Append("# HELP ").Append(metric.Name).Append(' ').Append(Escape(metric.Description)).Append('\n');
            text.Append("# TYPE ").Append(metric.Name).Append(' ').Append(metric.Kind).Append('\n');
            foreach (var series in metric.Series)
            {
                Append(text, metric, series);
            }
        }

        return text.ToString();
    }

    /// <summary>A name as Prometheus wants it: letters, digits and underscores.</summary>
    public static string Name(string name) =>
        string.Create(name.Length, name, (chars, source) =>
        {
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
            }
        });

    /// <summary>Labels without braces: <c>a="1",b="2"</c>.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            text.Append(text.Length > 0 ? "," : "").Append(Name(name)).Append("=\"");
            text.Append(Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Metric metric, MetricSeries series)
    {
        var (value, count, buckets) = series.Read();
        if (metric.Bounds is not { } bounds)
        {
            Line(text, metric.Name, series.Labels, value);
            return;
        }

        var more = series.Labels.Length > 0 ? series.Labels + "," : "";
        long below = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            below += buckets[i];
            Line(text, metric.Name + "_bucket", $"{more}le=\"{Number(bounds[i])}\"", below);
        }

        Line(text, metric.Name + "_bucket", more + "le=\"+Inf\"", count);
        Line(text, metric.Name + "_sum", series.Labels, value);
        Line(text, metric.Name + "_count", series.Labels, count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
