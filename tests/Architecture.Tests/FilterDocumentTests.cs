using Observability.Domain.Filters;

namespace Observability.Architecture.Tests;

/// <summary>docs/filters.md is written by hand from the table of fields.</summary>
public sealed class FilterDocumentTests
{
    private static readonly string[] Page = Repository.ReadText("docs/filters.md").Split('\n');

    [Fact]
    public void Every_field_has_its_line_in_the_order_of_the_table()
    {
        var written = Page.SkipWhile(l => l != "| field | also | kind | what |").Skip(2).TakeWhile(l => l.StartsWith('|'));
        Assert.Equal(
            FilterFields.All.Select(f => $"| `{f.Name}` | {string.Join(", ", f.Aliases.Select(a => $"`{a}`"))} | {f.Kind.ToString().ToLowerInvariant()} | {f.Explanation} |"),
            written);
    }

    [Fact]
    public void Every_closed_set_of_words_is_told()
    {
        var written = Page.SkipWhile(l => l != "| field | words |").Skip(2).TakeWhile(l => l.StartsWith('|'));
        Assert.Equal(
            FilterFields.All.Where(f => f.Words.Count > 0).OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"| `{f.Name}` | {string.Join(", ", f.Words.Select(w => $"`{w}`"))} |"),
            written.Order(StringComparer.Ordinal));
    }
}
