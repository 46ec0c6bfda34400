using System.Globalization;
using System.Text;
using Observability.Domain;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>What datasets and their rows may hold, and how much. Every refusal names the value seen and the bound (docs/datasets.md).</summary>
internal static class RowRules
{
    /// <summary>Longest name of a dataset or an input, characters.</summary>
    public const int LongestName = 100;

    /// <summary>Longest description of a dataset and longest note of a row, characters.</summary>
    public const int LongestNote = 4_000;

    private const int Shown = 40;

    /// <summary>Why a dataset cannot have this name; null when it can.</summary>
    public static string? RefuseName(string name) => IsName(name.Trim()) ? null : string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.BadName, LongestName);

    /// <summary>Why a dataset cannot have this description; null when it can.</summary>
    public static string? RefuseDescription(string text) => IsNote(text)
        ? null
        : string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.BadDescription, LongestNote, text.Length);

    /// <summary>Why a row cannot hold this; null when it can.</summary>
    /// <param name="content">What is to be in it.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="requestBytes">Length of the request it holds; null = it holds none, so that without inputs nothing would be asked.</param>
    public static string? Refuse(RowContent content, DatasetsOptions options, int? requestBytes)
    {
        if (content.Inputs.FirstOrDefault(i => !IsName(i.Key)) is { Key: { } bad })
        {
            return string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.BadInputName, StoredText.OneLine(bad, Shown), LongestName);
        }

        if (content.Inputs.CountBy(i => i.Key, StringComparer.Ordinal).FirstOrDefault(n => n.Value > 1) is { Key: { } twice })
        {
            return string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.InputTwice, StoredText.OneLine(twice, Shown));
        }

        return content.Inputs.Count > AskedInputs.Most ? string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.TooManyInputs, content.Inputs.Count, AskedInputs.Most)
            : content.Inputs.Count == 0 && requestBytes is null ? DatasetRefusalsText.NothingAsked
            : !IsNote(content.Note) ? string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.BadNote, LongestNote, content.Note.Length)
            : BytesOf(content) + (requestBytes ?? 0) is var bytes && bytes > options.MostRowBytes
                ? string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.RowTooLarge, bytes, options.MostRowBytes)
            : null;
    }

    /// <summary>Bytes of inputs, expected answer and note.</summary>
    public static int BytesOf(RowContent content) =>
        content.Inputs.Sum(i => Encoding.UTF8.GetByteCount(i.Key) + Encoding.UTF8.GetByteCount(i.Value))
        + Encoding.UTF8.GetByteCount(content.Expected ?? "") + Encoding.UTF8.GetByteCount(content.Note);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && name.Trim() == name && !name.Any(char.IsControl) && StoredText.WithoutLoneSurrogates(name) == name;

    private static bool IsNote(string text) => text.Length <= LongestNote && StoredText.Required(text, text.Length) == text;
}
