using System.Globalization;

namespace Observability.Dashboard.Exports;

/// <summary>What the product says about formats of exports and what they leave out.</summary>
internal static class ExportWords
{
    public static string Title(ExportFormat format) => format switch
    {
        ExportFormat.Ndjson => "NDJSON",
        ExportFormat.Csv => "CSV",
        ExportFormat.Finetune => ExportText.Finetune,
    };

    public static string Purpose(ExportFormat format) => format switch
    {
        ExportFormat.Ndjson => ExportText.NdjsonHint,
        ExportFormat.Csv => ExportText.CsvHint,
        ExportFormat.Finetune => ExportText.FinetuneHint,
    };

    /// <summary>Why exchanges were left out, with a place for how many.</summary>
    public static string Reason(ExportGap gap) => gap switch
    {
        ExportGap.NotCompleted => ExportText.NotCompleted,
        ExportGap.CutShort => ExportText.CutShort,
        ExportGap.NoConversation => ExportText.NoConversation,
        ExportGap.NoBodies => ExportText.NoBodies,
        ExportGap.InlineMedia => ExportText.InlineMedia,
        ExportGap.Tools => ExportText.Tools,
        ExportGap.NotUnderstood => ExportText.NotUnderstood,
    };

    /// <summary>What became of an export.</summary>
    /// <param name="state">Where it is.</param>
    /// <param name="written">What of it is written.</param>
    public static string Sentence(ExportState state, string written) => state switch
    {
        ExportState.Waiting => ExportText.Waiting,
        ExportState.Running => written,
        ExportState.Done => string.Format(CultureInfo.CurrentCulture, ExportText.Done, written),
        ExportState.Failed => string.Format(CultureInfo.CurrentCulture, ExportText.Failed, written),
        ExportState.Cancelled => string.Format(CultureInfo.CurrentCulture, ExportText.Cancelled, written),
    };
}
