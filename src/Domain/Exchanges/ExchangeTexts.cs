namespace Observability.Domain.Exchanges;

/// <summary>The words of one exchange, for searching them: one row beside each <see cref="Exchange"/> and its bodies, kept as long as those.</summary>
public sealed class ExchangeTexts
{
    /// <summary>Longest text of a side, UTF-16 characters; what is longer is cut and not found.</summary>
    public const int MaxSide = 16_000;

    /// <summary>The exchange.</summary>
    public Guid Id { get; set; }

    /// <summary>Its start: the partition key.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>The project, so that no query needs the other table to be scoped.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>
    /// What was new in the request, as <see cref="FoldedText.Of"/> folds it: the messages after the last answer in it (all of them, the system prompt
    /// too, in a first request) and the last words of the user. Empty when it said nothing.
    /// </summary>
    public string Input { get; set; } = "";

    /// <summary>The answer, likewise: what went wrong, its text, the tools it called with their arguments, its reasoning. Empty when there was none.</summary>
    public string Output { get; set; } = "";

    /// <summary>Where <see cref="Input"/> had capitals, as <see cref="FoldedText.CapitalsOf"/> codes them.</summary>
    public byte[] InputCapitals { get; set; } = [];

    /// <summary>Where <see cref="Output"/> had capitals.</summary>
    public byte[] OutputCapitals { get; set; } = [];

    /// <summary>A row of these two texts, folded.</summary>
    /// <param name="row">Whose they are.</param>
    /// <param name="input">What was asked.</param>
    /// <param name="output">What was answered.</param>
    public static ExchangeTexts Of(Exchange row, string input, string output) => new()
    {
        Id = row.Id,
        StartedAt = row.StartedAt,
        ProjectId = row.ProjectId,
        Input = FoldedText.Of(input),
        Output = FoldedText.Of(output),
        InputCapitals = FoldedText.CapitalsOf(input),
        OutputCapitals = FoldedText.CapitalsOf(output),
    };

    /// <summary>The only texts of an exchange whose bodies are gone.</summary>
    public static ExchangeTexts OfPreviews(Exchange row) => Of(row, row.RequestPreview ?? "", row.ResponsePreview ?? "");
}
