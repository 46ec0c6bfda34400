using System.Text;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Prompts;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Prompts;

/// <summary>Prompts by the messages that keep them.</summary>
public sealed class PromptTests(PromptHost prompts) : IClassFixture<PromptHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Versions_count_up_and_one_that_says_the_same_is_not_stored_again()
    {
        var anna = await prompts.CallerAsync();
        Assert.Equal(new(1, false, null), await prompts.SaveAsync(anna, "support", PromptHost.Chat("Be kind."), 0, "first"));
        Assert.Equal(new(2, false, null), await prompts.SaveAsync(anna, "support", PromptHost.Chat("Be kind and short."), 1));
        Assert.Equal(new(2, true, null), await prompts.SaveAsync(anna, "support", PromptHost.Chat("Be kind and short."), 2));
        Assert.Equal(new(3, false, null), await prompts.SaveAsync(anna, "support", PromptHost.Chat("Be kind and short."), 2, null, new() { ["question"] = "?" }));

        var detail = (await prompts.SendAsync(anna, new OnePrompt("support", "1")))!;
        Assert.Equal((1, "first", "anna@example.com", "openai", 3), (detail.Version.Number, detail.Version.Note, detail.Version.CreatedBy, detail.Version.Family, detail.Prompt.Latest));
        Assert.Equal([3, 2, 1], (await prompts.SendAsync(anna, new PromptVersions(detail.Prompt.Id))).Select(v => v.Number));
        Assert.Equal([1], (await prompts.SendAsync(anna, new PromptVersions(detail.Prompt.Id, 2))).Select(v => v.Number));
    }

    [Fact]
    public async Task What_somebody_else_made_meanwhile_is_not_overlooked()
    {
        var anna = await prompts.CallerAsync();
        await prompts.SaveAsync(anna, "support", PromptHost.Chat("One"));
        await prompts.SaveAsync(anna, "support", PromptHost.Chat("Two"));

        Assert.Equal("Version 2 was made meanwhile; yours was made from version 1. Look at it, then save again.", (await prompts.SaveAsync(anna, "support", PromptHost.Chat("Mine"), 1)).Refusal);
        Assert.Equal("There is a prompt named “support” already.", (await prompts.SaveAsync(anna, "support", PromptHost.Chat("Mine"), 0)).Refusal);
    }

    [Fact]
    public async Task Twenty_at_once_are_twenty_versions()
    {
        var anna = await prompts.CallerAsync();
        await prompts.SaveAsync(anna, "busy", PromptHost.Chat("0"));
        var saved = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => prompts.SaveAsync(anna, "busy", PromptHost.Chat($"{i}"))));
        Assert.Equal(Enumerable.Range(2, 20).Select(n => (int?)n), saved.Select(s => s.Number).Order());
    }

    [Theory]
    [InlineData("Support", """{"a":1}""", "“Support” cannot be a prompt’s name: use 1 to 80 small letters, digits, dots, hyphens and underscores, starting with a letter or digit, and not the word new.")]
    [InlineData("a", """["a"]""", "The body must be a JSON object.")]
    [InlineData("a", """{"a":"{{b c}}"}""", "“{{b c}}” is no placeholder: a name of letters, digits, dots, hyphens and underscores is expected, with a type or a default behind it, or a partial. To say two braces word for word, write {{{{.")]
    [InlineData("a", """{"a":"{{>tone}}"}""", "There is no partial “tone”: the project has no partial of that name, or it has no such version or label.")]
    public async Task What_cannot_be_stored_is_said(string name, string body, string refusal) =>
        Assert.Equal(refusal, (await prompts.SaveAsync(await prompts.CallerAsync(), name, body)).Refusal);

    [Fact]
    public async Task No_credential_gets_into_a_prompt()
    {
        var anna = await prompts.CallerAsync();
        foreach (var header in new[] { "authorization", "X-Api-Key", "Cookie", "X-Observability-Key", "Content-Length" })
        {
            var content = PromptHost.Content("""{"a":1}""") with { Headers = new Dictionary<string, string> { [header] = "x" } };
            Assert.StartsWith($"A prompt cannot hold the header “{header}”", (await prompts.SendAsync(anna, new AddPromptVersion("a", content, null, null))).Refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_label_is_on_one_version_and_where_it_was_stays_known()
    {
        var anna = await prompts.CallerAsync();
        await prompts.SaveAsync(anna, "support", PromptHost.Chat("One"));
        await prompts.SaveAsync(anna, "support", PromptHost.Chat("Two"));
        foreach (var number in new int?[] { 1, 2, 2, null, 1 })
        {
            Assert.Equal(new(true, null), await prompts.SendAsync(anna, new MovePromptLabel("support", "production", number)));
        }

        var detail = (await prompts.SendAsync(anna, new OnePrompt("support", "production")))!;
        Assert.Equal((1, "support@1"), (detail.Version.Number, detail.Reference));
        Assert.Equal(("production", 1), Assert.Single(detail.Labels.Select(l => (l.Label, l.Number))));
        Assert.Equal([1, null, 2, 1], detail.Moves.Select(m => m.Number));
        Assert.Equal("There is no version 3: versions go from 1 to 2.", (await prompts.SendAsync(anna, new MovePromptLabel("support", "production", 3))).Refusal);
        Assert.NotNull((await prompts.SendAsync(anna, new MovePromptLabel("support", "latest", 1))).Refusal);
        Assert.NotNull((await prompts.SendAsync(anna, new MovePromptLabel("support", "7", 1))).Refusal);

        await using var db = Some.Db(prompts.Host.Database.DataSource);
        var log = await db.AuditLog.Where(a => a.ProjectId == anna.ProjectId).OrderBy(a => a.At).ThenBy(a => a.Id).Select(a => a.What).ToListAsync(Ct);
        Assert.Equal(["prompt.version_added", "prompt.version_added", "prompt.label_moved", "prompt.label_moved", "prompt.label_moved", "prompt.label_moved"], log);
    }

    [Fact]
    public async Task A_prompt_that_was_put_away_is_not_listed_and_still_answers_by_name()
    {
        var anna = await prompts.CallerAsync();
        await prompts.SaveAsync(anna, "old", PromptHost.Chat("One"));
        await prompts.SendAsync(anna, new ArchivePrompt("old", true));

        Assert.Empty((await prompts.SendAsync(anna, new ListPrompts(null, false))).Prompts);
        Assert.Equal("old", Assert.Single((await prompts.SendAsync(anna, new ListPrompts("OL", true))).Prompts).Name);
        Assert.NotNull(await prompts.SendAsync(anna, new OnePrompt("old")));
        Assert.Equal("“old” was put away. Take it out again before you change it.", (await prompts.SaveAsync(anna, "old", PromptHost.Chat("Two"))).Refusal);
        await prompts.SendAsync(anna, new ArchivePrompt("old", false));
        Assert.Equal(2, (await prompts.SaveAsync(anna, "old", PromptHost.Chat("Two"))).Number);
    }

    [Fact]
    public async Task Partials_are_as_their_labels_are_when_the_call_is_made()
    {
        var anna = await prompts.CallerAsync();
        await prompts.SavePartialAsync(anna, "tone", "Be \"kind\" to {{name=you}}.");
        await prompts.SavePartialAsync(anna, "tone", "Be brief.");
        await prompts.SendAsync(anna, new MovePromptLabel("tone", "production", 1));
        await prompts.SaveAsync(anna, "support", """{"system":"{{>tone@production}} {{>tone}}","q":"{{question}}"}""");
        var version = (await prompts.SendAsync(anna, new OnePrompt("support")))!.Version.Id;

        var draft = await prompts.SendAsync(anna, new DraftOfPrompt(version, new Dictionary<string, string> { ["question"] = "\"}, {\"x\": \"" }));
        Assert.Equal("""{"system":"Be \"kind\" to you. Be brief.","q":"\"}, {\"x\": \""}""", Encoding.UTF8.GetString(draft.Draft!.Body!.Value.Span));
        Assert.Equal(("openai", "openai", "POST", "/v1/chat/completions", "support@1"), (draft.Draft.Upstream, draft.Draft.Family, draft.Draft.Method, draft.Draft.Target, draft.Draft.PromptId));

        await prompts.SendAsync(anna, new MovePromptLabel("tone", "production", 2));
        draft = await prompts.SendAsync(anna, new DraftOfPrompt(version, new Dictionary<string, string> { ["question"] = "?" }));
        Assert.Equal("""{"system":"Be brief. Be brief.","q":"?"}""", Encoding.UTF8.GetString(draft.Draft!.Body!.Value.Span));

        draft = await prompts.SendAsync(anna, new DraftOfPrompt(version, new Dictionary<string, string>()));
        Assert.Equal((null, "No value for: question"), (draft.Draft, draft.Refusal));
        Assert.Equal(["question"], draft.Missing);
    }

    [Fact]
    public async Task A_partial_cannot_be_made_to_contain_itself_nor_to_be_sent()
    {
        var anna = await prompts.CallerAsync();
        await prompts.SavePartialAsync(anna, "a", "a");
        await prompts.SavePartialAsync(anna, "b", "{{>a}}");
        Assert.Equal("A partial contains itself: a", (await prompts.SavePartialAsync(anna, "a", "{{>b}}")).Refusal);
        Assert.Equal("This prompt is a partial and stays one.", (await prompts.SaveAsync(anna, "a", """{"a":1}""")).Refusal);
        var version = (await prompts.SendAsync(anna, new OnePrompt("a")))!.Version.Id;
        Assert.Equal("A partial is text for other prompts; it cannot be sent by itself.", (await prompts.SendAsync(anna, new DraftOfPrompt(version, new Dictionary<string, string>()))).Refusal);
    }

    [Fact]
    public async Task Another_project_sees_and_changes_none_of_it()
    {
        var (anna, ben) = (await prompts.CallerAsync(), await prompts.CallerAsync());
        await prompts.SavePartialAsync(anna, "tone", "Be kind.");
        await prompts.SaveAsync(anna, "support", PromptHost.Chat("One"));
        var mine = (await prompts.SendAsync(anna, new OnePrompt("support")))!;

        Assert.Empty((await prompts.SendAsync(ben, new ListPrompts(null, false))).Prompts);
        Assert.Null(await prompts.SendAsync(ben, new OnePrompt("support")));
        Assert.Null(await prompts.SendAsync(ben, new ServedPrompt("support", null)));
        Assert.Empty(await prompts.SendAsync(ben, new PromptVersions(mine.Prompt.Id)));
        Assert.Null((await prompts.SendAsync(ben, new DraftOfPrompt(mine.Version.Id, new Dictionary<string, string> { ["question"] = "?" }))).Draft);
        Assert.Equal(new(false, null), await prompts.SendAsync(ben, new MovePromptLabel("support", "production", 1)));
        Assert.Equal(new(false, null), await prompts.SendAsync(ben, new ArchivePrompt("support", true)));
        Assert.NotNull((await prompts.SaveAsync(ben, "other", """{"a":"{{>tone}}"}""")).Refusal);
        Assert.Equal(new(1, false, null), await prompts.SaveAsync(ben, "support", PromptHost.Chat("His own"), 0));
        Assert.Contains("One", (await prompts.SendAsync(anna, new ServedPrompt("support", null)))!.Version.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_replay_changes_nothing()
    {
        var reader = await prompts.CallerAsync() with { Access = Access.Annotate };
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => prompts.SaveAsync(reader, "support", PromptHost.Chat("One")));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => prompts.SendAsync(reader, new MovePromptLabel("support", "production", 1)));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => prompts.SendAsync(reader, new ArchivePrompt("support", true)));
        Assert.Empty((await prompts.SendAsync(reader, new ListPrompts(null, false))).Prompts);
    }

    [Fact]
    public async Task What_programs_are_told_is_remembered_until_something_changes_here_or_elsewhere()
    {
        var anna = await prompts.CallerAsync();
        await prompts.SaveAsync(anna, "support", PromptHost.Chat("One"));
        Assert.Equal(1, (await prompts.SendAsync(anna, new ServedPrompt("support", null)))!.Version.Number);
        Assert.Same(await prompts.SendAsync(anna, new ServedPrompt("support", null)), await prompts.SendAsync(anna, new ServedPrompt("support", null)));

        await prompts.SaveAsync(anna, "support", PromptHost.Chat("Two"));
        Assert.Equal(2, (await prompts.SendAsync(anna, new ServedPrompt("support", null)))!.Version.Number);

        // Another dashboard: nobody tells this one but PostgreSQL.
        await using var db = Some.Db(prompts.Host.Database.DataSource);
        await db.Prompts.Where(p => p.ProjectId == anna.ProjectId).ExecuteUpdateAsync(p => p.SetProperty(x => x.Latest, 1), Ct);
        await Eventually.HoldsAsync(
            async () => (await prompts.SendAsync(anna, new ServedPrompt("support", null)))!.Version.Number == 1, TimeSpan.FromSeconds(10), "the notice is heard", Ct);
    }
}
