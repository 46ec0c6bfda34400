using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Tests.Languages;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class IdentityFactsTests
{
    public static TheoryData<IdentitySource> Sources => [.. Enum.GetValues<IdentitySource>()];

    [Theory, MemberData(nameof(Sources))]
    public async Task How_a_user_is_known_is_said_in_every_language(IdentitySource source)
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (var language in (string[])["en", "es", "zh-Hans"])
        {
            Assert.True(said.Add(await HtmlAsync(language, Sample.Row(r => r.UserSource = source))), language);
        }
    }

    [Theory]
    [InlineData(IdentitySource.Jwt, "<span class=\"badge ok\">verified</span>")]
    [InlineData(IdentitySource.JwtUnverified, "<span class=\"badge warn\">unverified</span>")]
    [InlineData(IdentitySource.JwtRejected, "<span class=\"badge error\">rejected</span>")]
    [InlineData(IdentitySource.Header, "Anybody who has the key can send one.")]
    public async Task Only_a_verified_user_is_called_verified(IdentitySource source, string said)
    {
        var html = await HtmlAsync("en", Sample.Row(r => r.UserSource = source));
        Assert.Contains(said, html, StringComparison.Ordinal);
        Assert.Equal(source == IdentitySource.Jwt, html.Contains(">verified<", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everything_known_is_told_and_hostile_text_stays_text()
    {
        var html = await HtmlAsync("en", Sample.Row(r =>
        {
            (r.UserEmail, r.UserRole, r.UserGroups, r.Session) = ("other@example.com", "admin", ["Staff", "<b>x</b>"], "c-1");
            (r.MessageId, r.UserMessageId, r.ParentMessageId) = ("m-1", "u-1", "p-1");
            (r.Task, r.TaskSource) = ("title_generation", "shape");
        }));
        foreach (var fact in (string[])["anna@example.com", "Anna", "other@example.com", "admin", "Staff · &lt;b&gt;x&lt;/b&gt;", "c-1", "m-1", "u-1", "p-1", "title_generation (told by its shape"])
        {
            Assert.Contains(fact, html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, "header", "None: a header says that a person asked.")]
    [InlineData("tags_generation", "header", "tags_generation (a header named it)")]
    [InlineData("tags_generation", "prefix", "tags_generation (told by how its prompt opens)")]
    public async Task A_task_says_how_it_was_told(string? task, string source, string said) =>
        Assert.Contains(said, await HtmlAsync("en", Sample.Row(r => (r.Task, r.TaskSource) = (task, source))), StringComparison.Ordinal);

    [Fact]
    public async Task What_nobody_said_has_a_dash_and_a_reason()
    {
        var html = await HtmlAsync("en", Sample.Row(r => (r.User, r.UserName) = (null, null)));
        Assert.Contains("— The producer named no user.", Text(html), StringComparison.Ordinal);
        Assert.Contains("— The producer named no conversation.", Text(html), StringComparison.Ordinal);

        static string Text(string html) => System.Text.RegularExpressions.Regex.Replace(html, "<[^>]*>", "");
    }

    [Fact]
    public async Task The_switch_for_lists_of_models_leads_to_the_other_choice()
    {
        var hidden = await Render.HtmlAsync<ModelListsSwitch>(("Shown", false), ("Href", "/requests?models=shown"));
        Assert.Contains("href=\"/requests?models=shown\"", hidden, StringComparison.Ordinal);
        Assert.Contains(">Model lists hidden</a>", hidden, StringComparison.Ordinal);
        Assert.Contains(">Model lists shown</a>", await Render.HtmlAsync<ModelListsSwitch>(("Shown", true), ("Href", "/requests")), StringComparison.Ordinal);
    }

    private static Task<string> HtmlAsync(string language, Exchange row) =>
        Reader.ReadsAsync(language, () => Render.HtmlAsync<IdentityFacts>(("Row", row)));
}
