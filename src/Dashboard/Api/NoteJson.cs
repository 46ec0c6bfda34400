using System.Text.Json;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Api;

/// <summary>All that is said of an exchange, and its properties.</summary>
/// <param name="row">Its row.</param>
internal sealed class AnnotationsJson(Exchange row)
{
    public Guid Id { get; } = row.Id;

    /// <summary>Thumb up (true) or down; null when nobody rated it.</summary>
    public bool? Rating { get; } = row.Rating;

    public IReadOnlyList<string> Tags { get; } = row.Tags;

    /// <summary>Numbers and booleans by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Scores { get; } = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(row.Scores)!;

    public IReadOnlyDictionary<string, JsonElement> Properties { get; } = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(row.Properties)!;

    /// <summary>How many comments there are on it.</summary>
    public int Comments { get; } = row.Comments;
}

/// <summary>A thumb.</summary>
/// <param name="Rating">true = up, false = down, null = none.</param>
/// <param name="Comment">Why; becomes a comment.</param>
internal sealed record FeedbackJson(bool? Rating, string? Comment = null);

/// <summary>A score.</summary>
/// <param name="Name">What is scored.</param>
/// <param name="Value">A number or a boolean.</param>
internal sealed record NewScoreJson(string Name, JsonElement Value);

/// <summary>Tags.</summary>
internal sealed record TagsJson(IReadOnlyList<string> Tags);

/// <summary>A comment to be written.</summary>
internal sealed record NewNoteJson(string Text);

/// <summary>A comment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When it was written.</param>
/// <param name="Author">E-mail of the account or name of the key that wrote it.</param>
/// <param name="Text">What it says.</param>
internal sealed record NoteJson(Guid Id, DateTime At, string Author, string Text)
{
    public static NoteJson Of(ExchangeNote note) => new(note.Id, note.At.UtcDateTime, note.Author, note.Text);
}
