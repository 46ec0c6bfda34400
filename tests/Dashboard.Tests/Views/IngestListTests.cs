using Observability.Dashboard.Ingests;
using Observability.Domain.Ingests;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class IngestListTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 5, null, "keeps everything")]
    [InlineData(3, 5, null, "dropped some")]
    [InlineData(3, 5, "Spool is full.", "Spool is full.")]
    [InlineData(0, 31, null, "not heard of")]
    public async Task What_became_of_the_captured_is_one_word(long dropped, int secondsAgo, string? problem, string word)
    {
        var ingest = new IngestInstance { Name = "box", SeenAt = Now.AddSeconds(-secondsAgo), Begun = 1234, Dropped = dropped, Problem = problem };
        var html = await Render.HtmlAsync<IngestList>(("Now", Now), ("Ingests", new[] { ingest }));
        Assert.Contains(word, html, StringComparison.Ordinal);
        Assert.Contains("1,234", html, StringComparison.Ordinal);
    }
}
