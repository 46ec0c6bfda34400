using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Keys;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Keys;

public sealed class KeyHandlingTests : IAsyncLifetime
{
    private DashboardHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await DashboardHost.StartAsync(Ct);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_key_for_Open_WebUI_brings_its_alterations_and_switches_single_ones()
    {
        var key = await MakeAsync(new { name = "chat", kind = "write", client = "open_web_ui", alterations = new { include_usage = false } });

        Assert.Equal("open_web_ui", key.GetProperty("client").GetString());
        Assert.Equal("""{"include_usage":false}""", key.GetProperty("alterations").GetRawText());
        Assert.Equal(
            ["error_body", "broken_stream", "event_stream_type", "set_cookie", "zstd"],
            key.GetProperty("alterations_done").EnumerateArray().Select(a => a.GetString()));
    }

    [Fact]
    public async Task A_key_that_says_nothing_is_for_any_program()
    {
        var key = await MakeAsync(new { name = "script", kind = "write" });

        Assert.Equal("any", key.GetProperty("client").GetString());
        Assert.Equal("{}", key.GetProperty("alterations").GetRawText());
        Assert.DoesNotContain("broken_stream", key.GetProperty("alterations_done").GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"x","kind":"write","client":"browser"}""", "client is 'browser'; it must be one of any, open_web_ui.")]
    [InlineData("""{"name":"x","kind":"write","client":"replay"}""", "client is 'replay'; it must be one of any, open_web_ui.")]
    [InlineData("""{"name":"x","kind":"write","alterations":{"none":true}}""", "alterations names 'none'; there are include_usage,")]
    [InlineData("""{"name":"x","kind":"read","client":"open_web_ui"}""", "Only write keys have a client and alterations")]
    public async Task What_cannot_be_meant_is_refused_with_what_was_seen(string body, string detail)
    {
        using var admin = _host.Client(_host.AdminKey);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await admin.PostAsync("/api/v1/keys", content, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(detail, (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_stored_and_audited_with_before_and_after()
    {
        var id = (await MakeAsync(new { name = "chat", kind = "write" })).GetProperty("id").GetGuid();
        using var admin = _host.Client(_host.AdminKey);

        using var changed = await admin.PutAsJsonAsync(
            $"/api/v1/keys/{id}/alterations", new { client = "open_web_ui", alterations = new { zstd = false, include_usage = true } }, Ct);

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        await using var db = Some.Db(_host.Database.DataSource);
        var row = await db.Keys.SingleAsync(k => k.Id == id, Ct);
        Assert.Equal((KeyClient.OpenWebUI, "include_usage", "zstd"), (row.Client, Assert.Single(row.AlterationsOn), Assert.Single(row.AlterationsOff)));
        var entry = (await admin.GetFromJsonAsync<JsonElement>($"/api/v1/audit?subject={id}", Ct)).GetProperty("data")[0];
        Assert.Equal("key.alterations_changed", entry.GetProperty("what").GetString());
        var details = entry.GetProperty("details");
        Assert.Equal("any", details.GetProperty("before").GetProperty("client").GetString());
        Assert.Equal("open_web_ui", details.GetProperty("after").GetProperty("client").GetString());
    }

    [Fact]
    public async Task A_read_key_and_a_revoked_one_have_nothing_to_change_and_a_reader_may_not()
    {
        using var admin = _host.Client(_host.AdminKey);
        var id = (await MakeAsync(new { name = "gone", kind = "write" })).GetProperty("id").GetGuid();
        using var revoked = await admin.DeleteAsync($"/api/v1/keys/{id}", Ct);
        var reader = (await MakeAsync(new { name = "reader", kind = "read" })).GetProperty("id").GetGuid();

        Assert.Equal(HttpStatusCode.NotFound, await PutAsync(admin, id));
        Assert.Equal(HttpStatusCode.NotFound, await PutAsync(admin, reader));
        using var read = _host.Client(_host.ReadKey);
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(read, id));
    }

    [Fact]
    public async Task The_key_of_replays_is_listed_as_the_programs_own_and_only_to_be_revoked()
    {
        using var admin = _host.Client(_host.AdminKey);
        var key = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/keys", Ct)).GetProperty("data").EnumerateArray()
            .Single(k => k.GetProperty("client").GetString() == "replay");

        Assert.Equal(("Replays", "write", "[]"), (key.GetProperty("name").GetString(), key.GetProperty("kind").GetString(), key.GetProperty("alterations_done").GetRawText()));
        var id = key.GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.NotFound, await PutAsync(admin, id));
        using var revoked = await admin.DeleteAsync($"/api/v1/keys/{id}", Ct);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
    }

    [Fact]
    public void A_replay_is_byte_for_byte_whatever_its_key_says()
    {
        var all = AlterationNames.Each.Aggregate((a, b) => a | b);
        Assert.Equal(Alterations.None, KeyAlterations.Of(KeyClient.Replay, all, Alterations.None));
    }

    [Fact]
    public void A_switch_wins_over_the_client_and_can_be_taken_back()
    {
        var on = KeyHandling.Default.With(Alterations.BrokenStream, true);
        Assert.True(on.Done.HasFlag(Alterations.BrokenStream));
        var off = on.With(Alterations.BrokenStream, false);
        Assert.Equal((Alterations.None, Alterations.BrokenStream), (off.On, off.Off));
        Assert.Equal(KeyHandling.Default, off.With(Alterations.BrokenStream, null));
    }

    [Fact]
    public async Task Each_switch_says_what_its_client_brings()
    {
        var any = await Render.HtmlAsync<AlterationSwitches>(("Handling", KeyHandling.Default));
        var chat = await Render.HtmlAsync<AlterationSwitches>(("Handling", KeyHandling.Default with { Client = KeyClient.OpenWebUI }));

        Assert.Equal(6, any.Split("<select").Length - 1);
        Assert.Equal(1, any.Split("default: off").Length - 1);
        Assert.DoesNotContain("default: off", chat, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> PutAsync(HttpClient client, Guid id)
    {
        using var answer = await client.PutAsJsonAsync($"/api/v1/keys/{id}/alterations", new { client = "any" }, Ct);
        return answer.StatusCode;
    }

    private async Task<JsonElement> MakeAsync(object wish)
    {
        using var admin = _host.Client(_host.AdminKey);
        using var made = await admin.PostAsJsonAsync("/api/v1/keys", wish, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("key").Clone();
    }
}
