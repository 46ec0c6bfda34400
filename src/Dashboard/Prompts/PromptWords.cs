using System.Globalization;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>Puts what is wrong with a template into words.</summary>
internal static class PromptWords
{
    /// <summary>A sentence that says what is wrong and what to do.</summary>
    public static string Of(TemplateProblem problem) => problem.Kind switch
    {
        TemplateProblemKind.NotJson => Say(PromptProblemsText.NotJson, problem.Words),
        TemplateProblemKind.Unclosed => Say(PromptProblemsText.Unclosed, problem.Words),
        TemplateProblemKind.NotAPlaceholder => Say(PromptProblemsText.NotAPlaceholder, problem.Words, "{{{{"),
        TemplateProblemKind.TwoTypes => Say(PromptProblemsText.TwoTypes, problem.Words),
        TemplateProblemKind.TooLong => Say(PromptProblemsText.TooLong, PromptTemplate.MaxChars, PromptTemplate.MaxRenderedChars),
        TemplateProblemKind.TooManyPlaceholders => Say(PromptProblemsText.TooManyPlaceholders, PromptTemplate.MaxPlaceholders),
        TemplateProblemKind.NoPartial => Say(PromptProblemsText.NoPartial, problem.Words),
        TemplateProblemKind.Cycle => Say(PromptProblemsText.Cycle, problem.Words),
        TemplateProblemKind.TooDeep => Say(PromptProblemsText.TooDeep, problem.Words, PromptTemplate.MaxDepth),
        TemplateProblemKind.NoValue => Say(PromptProblemsText.NoValue, problem.Words),
        TemplateProblemKind.NotOfType => Say(PromptProblemsText.NotOfType, problem.Words),
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem.Kind, null),
    };

    private static string Say(string sentence, params object[] values) => string.Format(CultureInfo.CurrentCulture, sentence, values);
}
