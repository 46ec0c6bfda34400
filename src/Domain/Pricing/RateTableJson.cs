using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Observability.Domain.Pricing;

/// <summary>The written form of a <see cref="RateTable"/>, the same in the database, in the API and in the catalogue's file.</summary>
public static class RateTableJson
{
    private const string Above = "above";
    private const string InputTokens = "input_tokens";
    private const string UsdPerKwh = "usd_per_kwh";
    private const string Watts = "watts";

    /// <summary>The table written as JSON on one line: kinds in the order of <see cref="RateKind"/>, then steps, then other tiers by name.</summary>
    public static string Write(RateTable table)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (table.Tiers.TryGetValue(RateTable.Standard, out var standard))
            {
                WriteTier(json, standard);
            }

            WriteAmount(json, UsdPerKwh, table.UsdPerKwh);
            WriteAmount(json, Watts, table.Watts);
            foreach (var (name, tier) in table.Tiers.Where(t => t.Key != RateTable.Standard).OrderBy(t => t.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject(name);
                WriteTier(json, tier);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write"/> wrote or a person did.</summary>
    /// <param name="json">JSON of one table.</param>
    /// <param name="table">The table; null when it cannot be read.</param>
    /// <param name="refusal">Why not, in a sentence; null when it can. <see cref="RateTable.Refuse"/> says whether the amounts make sense.</param>
    public static bool TryRead(string json, out RateTable? table, out string? refusal)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            (table, refusal) = (TableOf(document.RootElement), null);
            return true;
        }
        catch (JsonException)
        {
            (table, refusal) = (null, "The rates are not JSON.");
        }
        catch (FormatException e)
        {
            (table, refusal) = (null, e.Message);
        }

        return false;
    }

    /// <summary>The table in <paramref name="json"/>.</summary>
    /// <exception cref="FormatException">It is none; the message is a sentence for a person.</exception>
    internal static RateTable TableOf(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("The rates must be a JSON object, such as {\"input\":3,\"output\":15}.");
        }

        var tiers = new Dictionary<string, TierRates>(StringComparer.Ordinal);
        var (rates, steps) = TierOf(json, (name, value) =>
        {
            if (value.ValueKind == JsonValueKind.Object)
            {
                tiers[name] = TierOf(value, (unknown, _) => throw Unknown(unknown));
            }
            else if (name is not (UsdPerKwh or Watts))
            {
                throw Unknown(name);
            }
        });
        if (rates.Count > 0)
        {
            tiers[RateTable.Standard] = new(rates, steps);
        }

        return new()
        {
            Tiers = tiers.ToFrozenDictionary(StringComparer.Ordinal),
            UsdPerKwh = json.TryGetProperty(UsdPerKwh, out var price) ? AmountOf(UsdPerKwh, price) : null,
            Watts = json.TryGetProperty(Watts, out var watts) ? AmountOf(Watts, watts) : null,
        };
    }

    private static TierRates TierOf(JsonElement json, Action<string, JsonElement> other)
    {
        var rates = new Dictionary<RateKind, decimal>();
        IReadOnlyList<RateStep> steps = [];
        foreach (var member in json.EnumerateObject())
        {
            if (EnumNames.Parse<RateKind>(member.Name) is { } kind)
            {
                rates[kind] = AmountOf(member.Name, member.Value);
            }
            else if (member.Name == Above && member.Value.ValueKind == JsonValueKind.Array)
            {
                steps = [.. member.Value.EnumerateArray().Select(StepOf)];
            }
            else
            {
                other(member.Name, member.Value);
            }
        }

        return new(rates.ToFrozenDictionary(), steps);
    }

    private static RateStep StepOf(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty(InputTokens, out var above) || above.ValueKind != JsonValueKind.Number || !above.TryGetInt64(out var tokens))
        {
            throw new FormatException("A step must say above how many input tokens it holds, such as {\"input_tokens\":200000,\"input\":6}.");
        }

        var rates = json.EnumerateObject().Where(m => m.Name != InputTokens).ToDictionary(
            m => EnumNames.Parse<RateKind>(m.Name) ?? throw Unknown(m.Name), m => AmountOf(m.Name, m.Value));
        return new(tokens, rates.ToFrozenDictionary());
    }

    private static decimal AmountOf(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var amount)
            ? amount
            : throw new FormatException($"'{name}' must be a number of US dollars, such as 2.5.");

    private static FormatException Unknown(string name) =>
        new($"'{name}' is not a kind of rate. Known are: {string.Join(", ", EnumNames.All<RateKind>())}.");

    private static void WriteTier(Utf8JsonWriter json, TierRates tier)
    {
        WriteRates(json, tier.Rates);
        if (tier.Steps.Count == 0)
        {
            return;
        }

        json.WriteStartArray(Above);
        foreach (var step in tier.Steps)
        {
            json.WriteStartObject();
            json.WriteNumber(InputTokens, step.AboveInputTokens);
            WriteRates(json, step.Rates);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRates(Utf8JsonWriter json, IReadOnlyDictionary<RateKind, decimal> rates)
    {
        foreach (var (kind, rate) in rates.OrderBy(r => r.Key))
        {
            json.WriteNumber(EnumNames.NameOf(kind), rate);
        }
    }

    private static void WriteAmount(Utf8JsonWriter json, string name, decimal? amount)
    {
        if (amount is { } known)
        {
            json.WriteNumber(name, known);
        }
    }
}
