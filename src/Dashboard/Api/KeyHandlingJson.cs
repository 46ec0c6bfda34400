using Observability.Dashboard.Keys;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Api;

/// <summary>What a write key is made for and what it switches.</summary>
/// <param name="Client">any or open_web_ui.</param>
/// <param name="Alterations">Alterations switched on (true) or off (false), by name; those not named are as the client brings them.</param>
internal sealed record KeyHandlingJson(string Client = "any", IReadOnlyDictionary<string, bool>? Alterations = null)
{
    /// <summary>Null when both can be read; otherwise a sentence with what was seen and what may stand there.</summary>
    public static string? Refuse(string client, IReadOnlyDictionary<string, bool>? alterations)
    {
        if (EnumNames.Parse<KeyClient>(client) is not { } known || !KeyHandling.Choices.Contains(known))
        {
            return $"client is '{client}'; it must be one of {string.Join(", ", KeyHandling.Choices.Select(EnumNames.NameOf))}.";
        }

        var names = AlterationNames.Of(AlterationNames.Each.Aggregate((a, b) => a | b));
        return alterations?.Keys.FirstOrDefault(name => !names.Contains(name, StringComparer.Ordinal)) is { } unknown
            ? $"alterations names '{unknown}'; there are {string.Join(", ", names)}."
            : null;
    }

    /// <summary>The handling that these say; what cannot be read counts as not said.</summary>
    public static KeyHandling Parse(string client, IReadOnlyDictionary<string, bool>? alterations) => new(
        EnumNames.Parse<KeyClient>(client) ?? KeyClient.Any,
        AlterationNames.Parse(Named(alterations, true)),
        AlterationNames.Parse(Named(alterations, false)));

    /// <summary>What <paramref name="handling"/> switches, by name.</summary>
    public static IReadOnlyDictionary<string, bool> Switches(KeyHandling handling) =>
        AlterationNames.Each.Where(a => handling.SwitchOf(a) is not null)
            .ToDictionary(a => EnumNames.NameOf(a), a => handling.SwitchOf(a)!.Value, StringComparer.Ordinal);

    private static IEnumerable<string> Named(IReadOnlyDictionary<string, bool>? alterations, bool state) =>
        alterations?.Where(a => a.Value == state).Select(a => a.Key) ?? [];
}
