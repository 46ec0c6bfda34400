using System.Globalization;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Syntax;

namespace Observability.Dashboard.Ui.Markdown;

/// <summary>Reads markdown from anybody into a tree to be drawn, within bounds. HTML in it is text.</summary>
public static class MarkdownText
{
    /// <summary>Longest text that is laid out, in characters; a longer one is shown as it is.</summary>
    public const int MaxLength = 32_768;

    /// <summary>Most nodes of a tree that is drawn. Nesting deeper than about a hundred levels is refused by the parser.</summary>
    public const int MaxNodes = 20_000;

    // A table's cells are its widest line times its lines, whether they were written or not.
    private const int MaxCells = 10_000;

    private static readonly MarkdownPipeline Flat = Extended().Build();
    private static readonly MarkdownPipeline WithTables = Extended().UsePipeTables().Build();

    /// <summary>The tree, or why <paramref name="text"/> is better shown as it is.</summary>
    public static (MarkdownDocument? Tree, string? Problem) Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return (null, string.Format(CultureInfo.CurrentCulture, ControlText.TooLongForLayout, Figures.Count(MaxLength)));
        }

        try
        {
            var tree = Markdig.Markdown.Parse(text, CellsOf(text) <= MaxCells ? WithTables : Flat);
            return tree.Descendants().Take(MaxNodes + 1).Count() <= MaxNodes ? (tree, null) : (null, ControlText.TooManyPiecesForLayout);
        }
        catch (ArgumentException)
        {
            // The parser's own limit of depth.
            return (null, ControlText.TooDeepForLayout);
        }
    }

    // No extension that gives a text power over attributes, and nothing that makes HTML.
    private static MarkdownPipelineBuilder Extended() => new MarkdownPipelineBuilder()
        .DisableHtml().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough).UseTaskLists().UseAutoLinks();

    private static long CellsOf(string text)
    {
        long widest = 0, lines = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var bars = line.Count('|');
            widest = Math.Max(widest, bars + 1);
            lines += bars > 0 ? 1 : 0;
        }

        return widest * lines;
    }
}
