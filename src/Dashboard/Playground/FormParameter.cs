using System.Globalization;

namespace Observability.Dashboard.Playground;

/// <summary>A parameter a provider documents.</summary>
/// <param name="Place">Where it is in the body.</param>
/// <param name="Kind">How it is edited.</param>
internal sealed record FormParameter(string Place, FieldKind Kind)
{
    /// <summary>The least; null = none.</summary>
    public decimal? Min { get; init; }

    /// <summary>The most; null = none.</summary>
    public decimal? Max { get; init; }

    /// <summary>The words it may be.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether most look for it.</summary>
    public bool IsCommon { get; init; }

    /// <summary>Reads a table of parameters: a line each, <c>* temperature number 0 2</c>; the star marks those most look for.</summary>
    public static IReadOnlyList<FormParameter> Table(string lines) =>
    [
        .. lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var words = line.TrimStart('*', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var kind = words[1] == "integer" ? FieldKind.Whole : Enum.Parse<FieldKind>(words[1], ignoreCase: true);
            return new FormParameter("/" + words[0], kind)
            {
                Min = kind is FieldKind.Whole or FieldKind.Number && words.Length > 2 ? Number(words[2]) : null,
                Max = kind is FieldKind.Whole or FieldKind.Number && words.Length > 3 ? Number(words[3]) : null,
                Choices = kind == FieldKind.Choice ? words[2..] : [],
                IsCommon = line[0] == '*',
            };
        }),
    ];

    private static decimal Number(string word) => decimal.Parse(word, CultureInfo.InvariantCulture);
}
