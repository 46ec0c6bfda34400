using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Redaction;
using Observability.Domain.Exchanges;
using Observability.Domain.Projects;
using Observability.Domain.Redaction;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

/// <summary>How much a project keeps: who may say it, and who is told.</summary>
public sealed class RedactionTests : IAsyncLifetime
{
    private DashboardHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await DashboardHost.StartAsync(Ct);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_admin_changes_it_for_its_own_project_and_it_is_on_record()
    {
        await using var db = Some.Db(_host.Database.DataSource);
        var other = new Project { Id = Guid.CreateVersion7(), Slug = "other", Name = "Other", CreatedAt = Some.Noon };
        db.Add(other);
        await db.SaveChangesAsync(Ct);
        using var admin = _host.Client(_host.AdminKey);
        using var reader = _host.Client(_host.ReadKey);

        Assert.Equal("full", await ModeAsync(reader));
        using var refused = await reader.PutAsJsonAsync("/api/v1/redaction", new { mode = "full" }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var unknown = await admin.PutAsJsonAsync("/api/v1/redaction", new { mode = "blurred" }, Ct);
        Assert.Contains("full, masked, metadata, hash", await unknown.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var saved = await admin.PutAsJsonAsync("/api/v1/redaction", new { mode = "metadata" }, Ct);
        saved.EnsureSuccessStatusCode();
        using var again = await admin.PutAsJsonAsync("/api/v1/redaction", new { mode = "metadata" }, Ct);

        Assert.Equal("metadata", await ModeAsync(reader));
        Assert.Equal(RedactionMode.Full, (await db.Projects.SingleAsync(p => p.Id == other.Id, Ct)).Redaction);
        using var details = JsonDocument.Parse((await db.AuditLog.SingleAsync(a => a.What == "project.redaction_changed", Ct)).Details);
        Assert.Equal(("full", "metadata"), (details.RootElement.GetProperty("before").GetString(), details.RootElement.GetProperty("after").GetString()));
    }

    [Fact]
    public async Task A_text_is_tried_out_and_nothing_of_it_is_kept()
    {
        var messages = _host.App.Services.GetRequiredService<Messages>();
        await using var db = Some.Db(_host.Database.DataSource);
        var caller = new Caller((await db.Projects.FirstAsync(Ct)).Id, Access.Read, "somebody");
        var tried = await messages.SendAsync(caller, new TryRedaction("""{"content":"jane@example.org"}"""), Ct);
        Assert.Equal(("""{"content":"[email]*********"}""", 1), (tried.Text, tried.Masked[SensitiveKind.Email]));
        Assert.Null((await messages.SendAsync(caller, new TryRedaction("a\0b"), Ct)).Text);
    }

    [Theory]
    [InlineData(null, null, "")]
    [InlineData(RedactionMode.Masked, """{"email":2,"card":1}""", "Covered up before it was stored: e-mail addresses 2 · card numbers 1.")]
    [InlineData(RedactionMode.Masked, null, "nothing was found to be covered up")]
    [InlineData(RedactionMode.Metadata, null, "The project keeps metadata only")]
    [InlineData(RedactionMode.Hash, null, "The project keeps hashes only")]
    public async Task A_request_says_what_was_done_to_it(RedactionMode? mode, string? masked, string said)
    {
        var html = await Render.HtmlAsync<RedactionNote>(("Row", new Exchange { Redaction = mode, Masked = masked }));
        Assert.Equal(said.Length > 0, html.Length > 0);
        Assert.Contains(said, WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    private static async Task<string?> ModeAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/redaction", Ct)).GetProperty("mode").GetString();
}
