using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Observability.Domain.Pricing;

/// <summary>The published prices this build knows: <c>Catalogue/prices.jsonl</c>, one price a line, written by <c>tools/prices/refresh</c>.</summary>
public static class PriceCatalogue
{
    /// <summary>Every provider, by id.</summary>
    public static IReadOnlyList<CatalogueProvider> Providers { get; } = [.. Lines("providers.jsonl").Select(ProviderOf)];

    /// <summary>Every price, by provider, model and start.</summary>
    public static IReadOnlyList<CataloguePrice> All { get; } = [.. Lines("prices.jsonl").Select(PriceOf)];

    private static FrozenDictionary<string, CatalogueProvider> ById { get; } = Providers.ToFrozenDictionary(p => p.Id, StringComparer.Ordinal);

    /// <summary>The provider of this id; null when there is none.</summary>
    public static CatalogueProvider? Find(string provider) => ById.GetValueOrDefault(provider);

    private static IEnumerable<string> Lines(string file)
    {
        using var stream = typeof(PriceCatalogue).Assembly.GetManifestResourceStream("prices/" + file)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static CatalogueProvider ProviderOf(string line)
    {
        using var document = JsonDocument.Parse(line);
        var json = document.RootElement;
        return new(json.GetProperty("provider").GetString()!, json.GetProperty("name").GetString()!, Texts(json, "hosts"))
        {
            NamedBy = Text(json, "model") is { } named ? EnumNames.Parse<NamedBy>(named)!.Value : NamedBy.Answer,
            CacheReadAtInput = Flag(json, "cache_read_at_input"),
            CacheWriteAtInput = Flag(json, "cache_write_at_input"),
            UpstreamNames = Texts(json, "upstreams"),
            Then = Texts(json, "then"),
            Source = Text(json, "source"),
        };
    }

    private static CataloguePrice PriceOf(string line)
    {
        using var document = JsonDocument.Parse(line);
        var json = document.RootElement;
        return new(
            json.GetProperty("provider").GetString()!,
            json.GetProperty("model").GetString()!,
            RateTableJson.TableOf(json.GetProperty("rates")),
            Texts(json, "sources"),
            DateOnly.ParseExact(json.GetProperty("checked").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture))
        {
            Aliases = Texts(json, "aliases"),
            Prefixes = Texts(json, "prefixes"),
            Anywhere = Flag(json, "anywhere"),
            StartsAt = Text(json, "starts_at") is { } start ? DateTimeOffset.Parse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null,
            Hours = [.. Texts(json, "hours").Select(WindowOf)],
            WeekdaysOnly = Flag(json, "weekdays_only"),
            Note = Text(json, "note"),
        };
    }

    private static DayWindow WindowOf(string text)
    {
        var ends = text.Split('-');
        return new(TimeOnly.Parse(ends[0], CultureInfo.InvariantCulture), TimeOnly.Parse(ends[1], CultureInfo.InvariantCulture));
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool Flag(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.GetBoolean();

    private static IReadOnlyList<string> Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? [.. value.EnumerateArray().Select(v => v.GetString()!)] : [];
}
