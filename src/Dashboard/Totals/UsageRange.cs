using System.Globalization;

namespace Observability.Dashboard.Totals;

/// <summary>How far back a page about usage looks.</summary>
/// <param name="Days">Days, counted back from now.</param>
public sealed record UsageRange(int Days)
{
    /// <summary>What pages offer, shortest first.</summary>
    public static IReadOnlyList<UsageRange> Offered { get; } = [new(1), new(7), new(30), new(90)];

    /// <summary>When nothing else is said.</summary>
    public static UsageRange Usual { get; } = new(30);

    /// <summary>Reads what <see cref="ToString"/> wrote; anything else is <see cref="Usual"/>.</summary>
    public static UsageRange Parse(string? text) => Offered.FirstOrDefault(r => r.ToString() == text) ?? Usual;

    /// <summary>The moment it begins.</summary>
    public DateTimeOffset Since(DateTimeOffset now) => now.AddDays(-Days);

    /// <summary>As in addresses: <c>24h</c>, <c>7d</c>.</summary>
    public override string ToString() => Days == 1 ? "24h" : Days.ToString(CultureInfo.InvariantCulture) + "d";
}
