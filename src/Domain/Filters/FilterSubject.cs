using System.Text.Json;
using Observability.Domain.Exchanges;

namespace Observability.Domain.Filters;

/// <summary>An exchange as <see cref="FilterPredicate"/> looks at it. Made once for all filters that it is asked of: what one of them works out the others use.</summary>
/// <param name="row">The row.</param>
/// <param name="input">What its search text says was new in the request; null when it has none, then the preview is searched.</param>
/// <param name="output">What its search text says of the answer; null when it has none, then the preview is searched.</param>
/// <param name="requestHeaders">Kept headers of the request; null when they are not kept, or no filter asks for them.</param>
/// <param name="responseHeaders">Kept headers of the response; null likewise.</param>
public sealed class FilterSubject(Exchange row, string? input, string? output, StoredHeaders? requestHeaders, StoredHeaders? responseHeaders)
{
    // Worked out when first asked for. Two threads may do so at once, and come to the same.
    private string? _foldedInput;
    private string? _foldedOutput;
    private Dictionary<string, string?>? _properties;
    private Dictionary<string, Score>? _scores;

    /// <summary>An exchange of which there is nothing but its row.</summary>
    public FilterSubject(Exchange row)
        : this(row, null, null, null, null)
    {
    }

    /// <summary>The row.</summary>
    public Exchange Row => row;

    internal string? Input => input ?? row.RequestPreview;

    internal string? Output => output ?? row.ResponsePreview;

    internal string? FoldedInput => _foldedInput ??= Input is { } text ? Folding.Of(text) : null;

    internal string? FoldedOutput => _foldedOutput ??= Output is { } text ? Folding.Of(text) : null;

    internal bool HasProperties => Properties.Count > 0;

    internal bool HasScores => Scores.Count > 0;

    private Dictionary<string, string?> Properties => _properties ??= Read(row.Properties, v => v.ValueKind switch
    {
        JsonValueKind.String => v.GetString(),
        JsonValueKind.Null => null,
        _ => v.GetRawText(),
    });

    private Dictionary<string, Score> Scores => _scores ??= Read(row.Scores, Score.Of);

    internal string? PropertyOf(string name) => Properties.GetValueOrDefault(name);

    internal Score ScoreOf(string name) => Scores.GetValueOrDefault(name);

    /// <summary>The values of a header of the request.</summary>
    /// <param name="name">In small letters.</param>
    internal IReadOnlyList<string> RequestHeader(string name) => ValuesOf(requestHeaders, name);

    /// <inheritdoc cref="RequestHeader"/>
    internal IReadOnlyList<string> ResponseHeader(string name) => ValuesOf(responseHeaders, name);

    // As kept_header does it (migrations/0020): PostgreSQL has no text with NUL in it.
    private static IReadOnlyList<string> ValuesOf(StoredHeaders? headers, string name)
    {
        if (headers is null || headers.Lines.Any(l => l.Key.Contains('\0', StringComparison.Ordinal) || l.Value.Contains('\0', StringComparison.Ordinal)))
        {
            return [];
        }

        return [.. headers.Lines.Where(l => Folding.Of(l.Key) == name).Select(l => l.Value)];
    }

    private static Dictionary<string, T> Read<T>(string? json, Func<JsonElement, T> read)
    {
        var values = new Dictionary<string, T>(StringComparer.Ordinal);
        if (json is null or "{}")
        {
            return values;
        }

        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in document.RootElement.EnumerateObject())
            {
                values[member.Name] = read(member.Value);
            }
        }

        return values;
    }
}
