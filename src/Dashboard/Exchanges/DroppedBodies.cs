using System.Globalization;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>Bodies and headers that retention dropped, while the exchange itself is kept.</summary>
/// <param name="AfterDays">After how many days they are dropped, as it is set now; null when bodies are kept for ever now.</param>
public sealed record DroppedBodies(int? AfterDays)
{
    /// <summary>As it is set now.</summary>
    public static DroppedBodies By(Settings settings) => new(Retention.Of(settings).DaysOfBodies);

    /// <summary>What happened, for the API.</summary>
    public string Sentence => AfterDays is { } days
        ? string.Create(CultureInfo.InvariantCulture, $"Its bodies were dropped by retention after {days} days.")
        : "Its bodies were dropped by retention.";
}
