using System.Globalization;
using System.Text.RegularExpressions;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Charts;

public sealed class SeriesColorsTests
{
    private static readonly string Tokens = File.ReadAllText(Path.Combine(SharedCorpora.RepositoryRoot, "src", "Dashboard", "wwwroot", "css", "tokens.css"));

    [Fact]
    public void A_name_keeps_its_colour()
    {
        Assert.Equal(SeriesColors.Of("gpt-4o"), SeriesColors.Of("gpt-4o"));
        Assert.Equal(SeriesColors.Tones, Enumerable.Range(0, 2000).Select(i => SeriesColors.Of($"model-{i}")).Distinct().Count());
    }

    [Fact]
    public void Every_colour_stands_out_from_every_surface_in_both_schemes() =>
        Assert.All(
            from color in Colors("--(?:tone|series)-[a-z0-9]+") from surface in Colors("--(?:bg|surface|raised)") from dark in new[] { false, true } select (color, surface, dark),
            pair => Assert.True(Contrast(pair.color.Of(pair.dark), pair.surface.Of(pair.dark)) >= 3, $"{pair.color.Name} on {pair.surface.Name}, dark: {pair.dark}"));

    [Fact]
    public void Any_two_tones_can_be_told_apart_in_both_schemes()
    {
        var tones = Colors("--tone-[0-9]+");

        Assert.Equal(SeriesColors.Tones, tones.Count);
        Assert.All(
            from a in tones from b in tones where string.CompareOrdinal(a.Name, b.Name) < 0 from dark in new[] { false, true } select (a, b, dark),
            pair => Assert.True(Distance(pair.a.Of(pair.dark), pair.b.Of(pair.dark)) > 0.08, $"{pair.a.Name} and {pair.b.Name}, dark: {pair.dark}"));
    }

    [Fact]
    public void Every_outcome_has_a_colour_of_its_own()
    {
        var colors = Enum.GetValues<ExchangeOutcome>().Select(SeriesColors.Of).ToList();

        Assert.Equal(colors.Count, colors.Distinct().Count());
        Assert.All(colors, color => Assert.Contains($"  {color[4..^1]}: light-dark(", Tokens, StringComparison.Ordinal));
    }

    private static List<Color> Colors(string name) =>
        [.. Regex.Matches(Tokens, $@"^\s+({name}): light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\)", RegexOptions.Multiline).Select(m => new Color(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value))];

    // WCAG 2.2, relative luminance and contrast ratio.
    private static double Contrast(string a, string b)
    {
        var (one, two) = (Luminance(a) + 0.05, Luminance(b) + 0.05);
        return Math.Max(one, two) / Math.Min(one, two);
    }

    private static double Luminance(string color) => Linear(color) is var (r, g, b) ? (0.2126 * r) + (0.7152 * g) + (0.0722 * b) : 0;

    // Euclid in OKLab (Björn Ottosson, 2020), where equal steps look equal.
    private static double Distance(string a, string b)
    {
        var (one, two) = (Lab(a), Lab(b));
        return Math.Sqrt(Math.Pow(one.L - two.L, 2) + Math.Pow(one.A - two.A, 2) + Math.Pow(one.B - two.B, 2));
    }

    private static (double L, double A, double B) Lab(string color)
    {
        var (r, g, b) = Linear(color);
        var l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
        var m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
        var s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
        return ((0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s), (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s), (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s));
    }

    private static (double R, double G, double B) Linear(string color) => (Part(color, 1), Part(color, 3), Part(color, 5));

    private static double Part(string color, int at)
    {
        var part = int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }

    private sealed record Color(string Name, string Light, string Dark)
    {
        public string Of(bool dark) => dark ? Dark : Light;
    }
}
