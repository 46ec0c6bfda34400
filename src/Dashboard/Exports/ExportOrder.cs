using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Exports;

/// <summary>What becomes of each exchange in the file.</summary>
public enum ExportFormat
{
    /// <summary>One JSON object a line, as the API tells of an exchange.</summary>
    Ndjson,

    /// <summary>A table for spreadsheets and programs (RFC 4180).</summary>
    Csv,

    /// <summary>One conversation a line, as OpenAI takes them for fine-tuning.</summary>
    Finetune,
}

/// <summary>What is to be exported, and as what.</summary>
/// <param name="Filter">Which exchanges; their order is always that of time, oldest first.</param>
/// <param name="Format">As what.</param>
/// <param name="Bodies">Whether requests and responses go with them; of <see cref="ExportFormat.Ndjson"/> only.</param>
public sealed record ExportOrder(ExchangeFilter Filter, ExportFormat Format, bool Bodies)
{
    /// <summary>Most single exchanges of an order.</summary>
    public const int MostIds = 1000;

    /// <summary>Only these, whatever the filter keeps; empty = what the filter keeps.</summary>
    public IReadOnlyList<Guid> Ids { get; init; } = [];
}
