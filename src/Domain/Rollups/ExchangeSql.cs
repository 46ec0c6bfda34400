namespace Observability.Domain.Rollups;

/// <summary>Conditions over <c>exchanges e</c> for who lists exchanges beside their sums: what is listed is what is summed.</summary>
public static class ExchangeSql
{
    /// <summary>Those that count: not what asks no model for anything, and a relayed call only where it reached the provider.</summary>
    public const string Counted = TallyColumns.Counted;

    /// <summary>Those that failed, as <see cref="Tally.Errors"/> counts them; written so that the index of failures serves.</summary>
    public static string Failed { get; } = $"e.outcome in ({TallyColumns.Failures})";
}
