using Observability.Dashboard.Keys;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Tests.Views;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.42, "0.42 ms")]
    [InlineData(41.26, "41.3 ms")]
    [InlineData(481.7, "482 ms")]
    [InlineData(999.6, "1.00 s")]
    [InlineData(12_411, "12.4 s")]
    [InlineData(123_400, "2:03 min")]
    public void A_duration_has_three_digits_and_its_unit(double milliseconds, string text) =>
        Assert.Equal(text, Figures.DurationText(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData("0.00042", "$0.00042")]
    [InlineData("0.0000432", "$0.000043")]
    [InlineData("0.0000066", "$0.0000066")]
    [InlineData("0.0000009", "<$0.000001")]
    [InlineData("0.0123", "$0.0123")]
    [InlineData("1234.5", "$1,234.50")]
    [InlineData("0", "$0")]
    public void Money_keeps_the_digits_that_matter(string usd, string text) =>
        Assert.Equal(text, Figures.Money(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Every_snippet_has_the_readers_own_address_and_key()
    {
        var setups = Snippets.For("http://10.0.0.5:8787", "obs_w_x");

        Assert.All(setups, s => Assert.Contains(s.Snippets, t => t.Text.Contains("http://10.0.0.5:8787/", StringComparison.Ordinal) && t.Text.Contains("obs_w_x", StringComparison.Ordinal)));
        Assert.Contains(setups[0].Snippets, s => s.Text == Snippets.ConnectionHeaders);
        Assert.NotNull(System.Text.Json.Nodes.JsonNode.Parse(Snippets.ConnectionHeaders));
    }

    [Theory]
    [InlineData(null, "https://logs.example.com/keys", "http://logs.example.com:8787")]
    [InlineData(null, "http://192.168.1.4:8788/", "http://192.168.1.4:8787")]
    [InlineData("https://llm.example.com", "http://localhost:8788/", "https://llm.example.com")]
    public void The_ingest_is_where_it_was_said_to_be_or_beside_the_dashboard(string? configured, string page, string address) =>
        Assert.Equal(address, new IngestAddress(configured, 8787).SeenFrom(page));
}
