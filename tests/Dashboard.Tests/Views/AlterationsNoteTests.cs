using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class AlterationsNoteTests
{
    [Fact]
    public async Task What_was_only_copied_says_nothing() => Assert.Equal("", (await DrawAsync([], 0)).Trim());

    [Fact]
    public async Task Each_alteration_is_said_in_a_sentence_of_its_own()
    {
        var html = await DrawAsync([.. AlterationNames.Each.SelectMany(one => AlterationNames.Of(one))], 1);

        foreach (var one in AlterationNames.Each)
        {
            Assert.Contains($"data-alteration=\"{AlterationNames.Of(one)[0]}\"", html, StringComparison.Ordinal);
        }

        Assert.Contains("<code>Set-Cookie</code>", html, StringComparison.Ordinal);
        Assert.Contains("what the client sent and what the upstream answered", html, StringComparison.Ordinal);
        Assert.Contains("sent once more as the client had written it", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_only_a_newer_build_knows_is_left_out() => Assert.Equal("", (await DrawAsync(["from_the_future"], 0)).Trim());

    private static Task<string> DrawAsync(string[] alterations, short retries) =>
        Render.HtmlAsync<AlterationsNote>(("Row", Sample.Row(row => (row.Alterations, row.Retries) = (alterations, retries))));
}
