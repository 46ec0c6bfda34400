using System.Globalization;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>What is wrong with a line of an imported file, in a sentence.</summary>
internal static class ImportWords
{
    public static string Of(ImportProblem problem) => string.Format(CultureInfo.CurrentCulture, problem.Kind switch
    {
        ImportProblemKind.NotUtf8 => ImportText.NotUtf8,
        ImportProblemKind.TooLong => ImportText.TooLong,
        ImportProblemKind.QuoteOpen => ImportText.QuoteOpen,
        ImportProblemKind.TextAfterQuote => ImportText.TextAfterQuote,
        ImportProblemKind.CellCount => ImportText.CellCount,
        ImportProblemKind.HeaderUnnamed => ImportText.HeaderUnnamed,
        ImportProblemKind.HeaderTwice => ImportText.HeaderTwice,
        ImportProblemKind.HeaderUnread => ImportText.HeaderUnread,
        ImportProblemKind.NotJson => problem.Seen is null ? ImportText.NotJson : ImportText.NotJsonAt,
        ImportProblemKind.NotAnObject => ImportText.NotAnObject,
        ImportProblemKind.InputsNoObject => ImportText.InputsNoObject,
    }, [.. (problem.Seen ?? "").Split('/', problem.Kind == ImportProblemKind.CellCount ? 2 : 1)]);
}
