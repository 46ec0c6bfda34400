using System.Globalization;
using System.Text;

namespace Observability.Dashboard.Ui.Charts;

/// <summary>How one series is drawn, as SVG paths over a square of a thousand by a thousand that is stretched to its place.</summary>
/// <param name="Whole">What stands on whole buckets.</param>
/// <param name="Open">What stands on buckets that hold less than their whole time: drawn dotted.</param>
/// <param name="Dots">Values without neighbours, which no line could show.</param>
public sealed record SeriesPath(string Whole, string Open, string Dots);

/// <summary>Values to paths. charts.js draws the same when the reader leaves series out (its functions carry the same names).</summary>
public sealed class ChartPaths(TimeAxis axis, double max)
{
    private const double Side = 1000;
    private const double WidestBar = 64;

    /// <summary>A line through the middles of the buckets; no value = a gap.</summary>
    public SeriesPath Line(IReadOnlyList<double?> values)
    {
        var (whole, open, dots) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is not { } value)
            {
                continue;
            }

            var before = i > 0 ? values[i - 1] : null;
            if (before is { } from)
            {
                (axis.IsOpen(i) || axis.IsOpen(i - 1) ? open : whole).Append(CultureInfo.InvariantCulture, $"M{X(i - 1)} {Y(from)}L{X(i)} {Y(value)}");
            }
            else if (i + 1 == values.Count || values[i + 1] is null)
            {
                dots.Append(CultureInfo.InvariantCulture, $"M{X(i)} {Y(value)}h0");
            }
        }

        return new(Joined(whole), Joined(open), dots.ToString());
    }

    /// <summary>One bar per bucket, from where the series below ends.</summary>
    public SeriesPath Bars(IReadOnlyList<double?> values, Func<int, double> floor)
    {
        var (whole, open) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is { } value and > 0)
            {
                Bar(axis.IsOpen(i) ? open : whole, i, floor(i), value);
            }
        }

        return new(whole.ToString(), open.ToString(), "");
    }

    /// <summary>A filled band from where the series below ends; where nothing was measured the band is interrupted.</summary>
    public SeriesPath Area(IReadOnlyList<double?> values, Func<int, double> floor, Func<int, bool> hasAny)
    {
        var (whole, open) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < values.Count;)
        {
            if (!hasAny(i))
            {
                i++;
                continue;
            }

            var last = i;
            while (last + 1 < values.Count && hasAny(last + 1) && (last == i || IsOpenBetween(last) == IsOpenBetween(i)))
            {
                last++;
            }

            if (last > i)
            {
                Band(IsOpenBetween(i) ? open : whole, values, floor, i, last);
            }
            else if ((i == 0 || !hasAny(i - 1)) && values[i] is { } alone and > 0)
            {
                Bar(axis.IsOpen(i) ? open : whole, i, floor(i), alone);
            }

            // The next band begins where this one ends.
            i = last > i && last + 1 < values.Count && hasAny(last + 1) ? last : last + 1;
        }

        return new(whole.ToString(), open.ToString(), "");
    }

    /// <summary>Cells of a heatmap, joined: <paramref name="cells"/> are buckets and rows, <paramref name="rows"/> how many rows there are.</summary>
    public string Cells(IEnumerable<(int Bucket, int Row)> cells, int rows)
    {
        var path = new StringBuilder();
        var (width, height) = (Side / axis.Count, Side / rows);
        foreach (var (bucket, row) in cells)
        {
            path.Append(CultureInfo.InvariantCulture, $"M{N(bucket * width)} {N(Side - ((row + 1) * height))}h{N(width)}v{N(height)}h{N(-width)}z");
        }

        return path.ToString();
    }

    private bool IsOpenBetween(int left) => axis.IsOpen(left) || axis.IsOpen(left + 1);

    private void Bar(StringBuilder path, int i, double floor, double value)
    {
        var width = Math.Min(Side / axis.Count * (axis.Count > 60 ? 0.8 : 0.74), WidestBar);
        path.Append(CultureInfo.InvariantCulture, $"M{N(((i + 0.5) * Side / axis.Count) - (width / 2))} {Y(floor)}V{Y(floor + value)}h{N(width)}V{Y(floor)}z");
    }

    private void Band(StringBuilder path, IReadOnlyList<double?> values, Func<int, double> floor, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            path.Append(CultureInfo.InvariantCulture, $"{(i == first ? 'M' : 'L')}{X(i)} {Y(floor(i) + (values[i] ?? 0))}");
        }

        for (var i = last; i >= first; i--)
        {
            path.Append(CultureInfo.InvariantCulture, $"L{X(i)} {Y(floor(i))}");
        }

        path.Append('z');
    }

    // "M1 2L3 4M3 4L5 6" is one line.
    private static string Joined(StringBuilder path)
    {
        var joined = new StringBuilder(path.Length);
        var end = "";
        foreach (var piece in path.ToString().Split('M', StringSplitOptions.RemoveEmptyEntries))
        {
            var (from, to) = (piece[..piece.IndexOf('L', StringComparison.Ordinal)], piece[(piece.IndexOf('L', StringComparison.Ordinal) + 1)..]);
            joined.Append(from == end ? "" : "M" + from).Append('L').Append(to);
            end = to;
        }

        return joined.ToString();
    }

    private string X(int bucket) => N((bucket + 0.5) * Side / axis.Count);

    private string Y(double value) => N(Side - (Math.Min(value, max) / max * Side));

    private static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
