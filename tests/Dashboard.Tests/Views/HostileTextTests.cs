using Observability.Dashboard.Bodies;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Formats;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

[Trait("Fault", "F-51")]
public sealed class HostileTextTests
{
    private const string Script = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    private const string RightToLeft = "\u202Etxt.exe\u202C";

    [Fact]
    public async Task Markup_in_a_message_is_text()
    {
        var html = await ConversationAsync(Sample.Chat(Script, Script + RightToLeft));

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markup_in_every_column_of_a_row_is_text()
    {
        var row = Sample.Row(r =>
        {
            r.ModelRequested = r.ModelServed = r.User = r.UserName = r.FinishReason = r.Task = r.RequestPreview = r.ResponsePreview = Script;
            r.ToolCalls = [Script];
        });

        Assert.DoesNotContain("<script", await TableAsync(row), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("{\"a\":\"<script>x</script>\"}")]
    [InlineData("<!doctype html><script>x</script>")]
    public async Task Markup_in_a_body_is_text(string body)
    {
        var html = await Render.HtmlAsync<PieceView>(("Piece", new BodyPiece(0, body, true)), ("IsJson", body.StartsWith('{')), ("IsWhole", true));

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_a_hundred_thousand_characters_is_shown_in_part_and_says_so()
    {
        var html = await ConversationAsync(Sample.Chat(new string('x', 100_000), "fine"));

        Assert.InRange(html.Length, 16_384, 40_000);
        Assert.Contains("16,384 of 100,000 characters", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_picture_is_named_and_never_loaded()
    {
        var reading = Sample.Chat("?", "!") with { Input = [new("user", [new MediaPart("image", "image/png", "https://evil.example/pixel.png", null)])] };

        var html = await ConversationAsync(reading);

        Assert.Contains("https://evil.example/pixel.png", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", html, StringComparison.Ordinal);
    }

    private static Task<string> ConversationAsync(Reading reading) =>
        Render.HtmlAsync<ConversationView>(("Detail", Sample.Detail(reading: reading)));

    private static Task<string> TableAsync(Domain.Exchanges.Exchange row) => Render.HtmlAsync<ExchangeTable>(
        ("IsShort", true), ("Window", ExchangeWindow.Whole([row])), ("KeyNames", new Dictionary<Guid, string> { [Sample.KeyId] = Script }),
        ("HrefOf", (Func<Guid, string>)(id => $"/requests?id={id}")));
}
