using System.Globalization;
using Observability.Dashboard.Exchanges;
using Observability.Domain;

namespace Observability.Dashboard.Compare;

/// <summary>One thing two requests were sent with.</summary>
/// <param name="Name">What it is.</param>
/// <param name="First">Of the first; null = it had none.</param>
/// <param name="Second">Of the second.</param>
public sealed record ComparedValue(string Name, string? First, string? Second)
{
    /// <summary>Whether both had the same.</summary>
    public bool IsSame => First == Second;
}

/// <summary>What two requests were sent with, beside their messages.</summary>
public static class ComparedValues
{
    /// <summary>Where they went, who asked, and every parameter of either.</summary>
    public static IReadOnlyList<ComparedValue> Of(ExchangeDetail first, ExchangeDetail second)
    {
        var (a, b) = (first.Row, second.Row);
        List<ComparedValue> values =
        [
            new("model", a.ModelRequested, b.ModelRequested),
            new("model_served", a.ModelServed, b.ModelServed),
            new("upstream", a.Upstream, b.Upstream),
            new("endpoint", a.Endpoint, b.Endpoint),
            new("format", a.Format, b.Format),
            new("user", a.UserName ?? a.User, b.UserName ?? b.User),
            new("key", first.KeyName, second.KeyName),
            new("task", a.Task, b.Task),
            new("stream", Word(a.Stream), Word(b.Stream)),
            new("status", a.Status?.ToString(CultureInfo.InvariantCulture), b.Status?.ToString(CultureInfo.InvariantCulture)),
            new("outcome", EnumNames.NameOf(a.Outcome), EnumNames.NameOf(b.Outcome)),
            new("finish", a.FinishReason, b.FinishReason),
        ];
        // A parameter sent twice is compared as both.
        var (sentFirst, sentSecond) = (Parameters(first), Parameters(second));
        var known = values.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        values.AddRange(sentFirst.Keys.Union(sentSecond.Keys, StringComparer.Ordinal).Where(name => !known.Contains(name))
            .Select(name => new ComparedValue(name, sentFirst.GetValueOrDefault(name), sentSecond.GetValueOrDefault(name))));
        return values;
    }

    private static Dictionary<string, string> Parameters(ExchangeDetail detail) => (detail.Reading?.Parameters ?? [])
        .GroupBy(p => p.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => string.Join(", ", g.Select(p => p.Value)), StringComparer.Ordinal);

    private static string Word(bool value) => value ? "true" : "false";
}
