namespace Observability.Domain.Datasets;

/// <summary>One line of a file of rows as it was read: names and texts, whose use <see cref="ImportColumns"/> decides.</summary>
/// <param name="Line">Where it begins, the first line of the file is 1. A record of CSV may have several.</param>
/// <param name="Cells">What it says by name, in order; a name stands once. What is empty or null in the file is not there.</param>
/// <param name="Problem">Why it cannot be read; null when it can. Its cells are none then.</param>
public sealed record ImportedRecord(long Line, IReadOnlyList<KeyValuePair<string, string>> Cells, ImportProblem? Problem)
{
    internal static ImportedRecord Bad(long line, ImportProblemKind kind, string? seen = null) => new(line, [], new(kind, seen));
}

/// <summary>Why a record cannot be read.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Seen">The value seen, where that helps: a number of cells, a name, what the parser said; null = nothing to show.</param>
public sealed record ImportProblem(ImportProblemKind Kind, string? Seen)
{
    /// <summary>Whether nothing after it can be read either, so that it cannot be skipped.</summary>
    public bool IsOfFile => Kind is ImportProblemKind.HeaderUnnamed or ImportProblemKind.HeaderTwice or ImportProblemKind.HeaderUnread;
}

/// <summary>What is wrong with a record.</summary>
public enum ImportProblemKind
{
    /// <summary>It is not UTF-8.</summary>
    NotUtf8,

    /// <summary>It is longer than a record may be, bytes.</summary>
    TooLong,

    /// <summary>CSV: a cell that began with a quote has no end; everything after it was taken for its text.</summary>
    QuoteOpen,

    /// <summary>CSV: something follows the quote that ends a cell.</summary>
    TextAfterQuote,

    /// <summary>CSV: it has more or fewer cells than the header.</summary>
    CellCount,

    /// <summary>CSV: a column has no name.</summary>
    HeaderUnnamed,

    /// <summary>CSV: two columns have one name.</summary>
    HeaderTwice,

    /// <summary>CSV: the header itself cannot be read.</summary>
    HeaderUnread,

    /// <summary>JSONL: it is no JSON.</summary>
    NotJson,

    /// <summary>JSONL: it is JSON, but no object.</summary>
    NotAnObject,

    /// <summary>JSONL: inputs that are no object.</summary>
    InputsNoObject,
}

/// <summary>What a file of rows is written in.</summary>
public enum ImportFormat
{
    /// <summary>One JSON object a line: our own, OpenAI's <c>{"messages":[…]}</c>, <c>{"input":…,"ideal":…}</c>, or any other, whose members are columns.</summary>
    Jsonl,

    /// <summary>RFC 4180: a header, cells in quotes where they must be, UTF-8 with or without a byte order mark.</summary>
    Csv,
}
