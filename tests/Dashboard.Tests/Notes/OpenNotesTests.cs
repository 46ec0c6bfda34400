using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Observability.Dashboard.Notes;
using Observability.Dashboard.SignIn;
using Observability.Domain.Exchanges;
using Observability.Domain.Projects;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Notes;

/// <summary>What a reader says in the panel, as somebody signed in, against the real database.</summary>
public sealed class OpenNotesTests : IAsyncLifetime
{
    private DashboardHost _host = null!;
    private OpenNotes _notes = null!;
    private Exchange _row = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        var stored = Some.Exchange((await db.Projects.SingleAsync(Ct)).Id, Some.Noon);
        _row = stored.Row;
        await Some.StoreAsync(_host.Database.DataSource, [stored], Ct);
        _notes = await NotesOfAsync(DashboardHost.Email);
        _notes.Show(_row);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_thumb_is_shown_at_once_and_is_in_the_database_when_it_is_done()
    {
        // Somebody else is at the row: the change has to wait, the reader has not.
        var held = await HoldAsync("update exchanges set tags = '{theirs}'");
        var rating = _notes.RateAsync(true, Ct);
        Assert.True(_notes.Said.Rating);
        await held.DisposeAsync();
        await rating;
        Assert.Equal((true, "theirs"), (_notes.Said.Rating!.Value, _notes.Said.Tags.Single()));
        Assert.True((await StoredAsync()).Rating);
    }

    [Fact]
    public async Task A_change_that_fails_is_taken_back_with_its_reason()
    {
        await _notes.AddTagAsync("kept", Ct);
        var held = await HoldAsync("update exchanges set tags = array(select 't' || n from generate_series(1, 50) n)");
        var adding = _notes.AddTagAsync("refused", Ct);
        Assert.Equal(["kept", "refused"], _notes.Said.Tags);
        await held.DisposeAsync();
        await adding;
        Assert.Equal(["kept"], _notes.Said.Tags);
        Assert.Contains("at most 50 tags", _notes.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_made_one_after_the_other_all_hold_in_their_order()
    {
        await Task.WhenAll(
            _notes.AddTagAsync("a", Ct), _notes.AddTagAsync("b", Ct), _notes.RateAsync(true, Ct), _notes.RateAsync(false, Ct), _notes.RemoveTagAsync("a", Ct),
            _notes.ScoreAsync("fit", ScoreValue.Of(0.5m), Ct), _notes.SetPropertyAsync("Region", "us", Ct));
        Assert.Null(_notes.Problem);
        Assert.Equal((false, "b", """{"fit": 0.5}""", """{"region": "us"}"""), Told(await StoredAsync()));
        Assert.Equal((false, "b", ScoreValue.Of(0.5m), "us"), (_notes.Said.Rating!.Value, _notes.Said.Tags.Single(), _notes.Said.Scores["fit"], _notes.Said.Properties["region"]));
    }

    [Fact]
    public async Task The_same_row_again_does_not_undo_what_was_said_and_a_newer_one_shows_what_others_said()
    {
        await _notes.RateAsync(true, Ct);
        _notes.Show(_row);
        Assert.True(_notes.Said.Rating);
        await using (var command = _host.Database.DataSource.CreateCommand("update exchanges set rating = false, tags = '{theirs}'"))
        {
            await command.ExecuteNonQueryAsync(Ct);
        }

        _notes.Show(await StoredAsync());
        Assert.Equal((false, "theirs"), (_notes.Said.Rating!.Value, _notes.Said.Tags.Single()));
    }

    [Fact]
    public async Task A_member_may_say_something_and_delete_only_what_is_theirs()
    {
        await _notes.CommentAsync("From an admin.", Ct);
        var bob = await NotesOfAsync("bob@example.com");
        bob.Show(_row);
        Assert.True(await bob.CommentAsync("From Bob.", Ct));
        await bob.RateAsync(false, Ct);
        Assert.Null(bob.Problem);
        await bob.ReadAgainAsync(Ct);

        Assert.Equal([("anna@example.com", "From an admin."), ("bob@example.com", "From Bob.")], bob.Comments.Value!.Select(c => (c.Author, c.Text)));
        Assert.Equal([false, true], bob.Comments.Value!.Select(bob.MayRemove));
        await bob.RemoveAsync(bob.Comments.Value![0], Ct);
        Assert.Equal("Only its author and an admin may delete a comment.", bob.Problem);
        await bob.RemoveAsync(bob.Comments.Value![1], Ct);
        Assert.Null(bob.Problem);
        Assert.Equal(("From an admin.", 1), (bob.Comments.Value!.Single().Text, (await StoredAsync()).Comments));
    }

    [Fact]
    public async Task An_admin_may_delete_the_comment_of_somebody_else_and_the_log_says_so_without_its_words()
    {
        var bob = await NotesOfAsync("bob@example.com");
        bob.Show(_row);
        await bob.CommentAsync("Something rude.", Ct);
        await _notes.ReadAsync(Ct);
        Assert.True(_notes.MayRemove(_notes.Comments.Value!.Single()));
        await _notes.RemoveAsync(_notes.Comments.Value!.Single(), Ct);
        Assert.Empty(_notes.Comments.Value!);
        await using var db = Some.Db(_host.Database.DataSource);
        var entry = await db.AuditLog.SingleAsync(a => a.What == "comment.removed", Ct);
        Assert.Equal((DashboardHost.Email, _row.Id.ToString()), (entry.Who, entry.Subject));
        Assert.Contains("bob@example.com", entry.Details, StringComparison.Ordinal);
        Assert.DoesNotContain("rude", entry.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_of_the_project_are_suggested_those_used_most_first()
    {
        var now = TimeProvider.System.GetUtcNow();
        var rows = Enumerable.Range(0, 3).Select(i => Some.Exchange(_row.ProjectId, now.AddMinutes(-i))).ToList();
        (rows[0].Row.Tags, rows[1].Row.Tags, rows[2].Row.Tags) = (["rare", "often"], ["often"], []);
        var old = Some.Exchange(_row.ProjectId, now.AddDays(-40));
        old.Row.Tags = ["old"];
        var theirs = Some.Exchange(Guid.CreateVersion7(), now);
        theirs.Row.Tags = ["theirs"];
        await Some.StoreAsync(_host.Database.DataSource, [.. rows, old, theirs], Ct);
        await _notes.ReadAsync(Ct);
        Assert.Equal(["often", "rare"], _notes.KnownTags);
    }

    [Fact]
    public async Task The_view_shows_all_of_it_and_what_is_hidden_in_it()
    {
        await _notes.RateAsync(false, Ct);
        await _notes.AddTagAsync("<script>", Ct);
        await _notes.ScoreAsync("fit\u202E", ScoreValue.Of(true), Ct);
        await _notes.CommentAsync("line one\nline <b>two</b>", Ct);
        var html = await Render.HtmlAsync<NotesView>(("Row", _row), ("Notes", _notes));
        Assert.Contains("aria-pressed=\"true\" title=\"Take it back\" aria-label=\"Bad\"", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("fit[U&#x2B;202E]", html, StringComparison.Ordinal);
        Assert.Contains("line one&#xA;line &lt;b&gt;two&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("anna@example.com", html, StringComparison.Ordinal);
        Assert.Contains("Delete the comment by anna@example.com", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }

    private static (bool, string, string, string) Told(Exchange row) => (row.Rating!.Value, string.Join(' ', row.Tags), row.Scores, row.Properties);

    private async Task<Exchange> StoredAsync()
    {
        await using var db = Some.Db(_host.Database.DataSource);
        return await db.Exchanges.SingleAsync(e => e.Id == _row.Id, Ct);
    }

    // Changes the row and keeps it from everybody else until it is disposed.
    private async Task<HeldRow> HoldAsync(string sql)
    {
        var connection = await _host.Database.DataSource.OpenConnectionAsync(Ct);
        var transaction = await connection.BeginTransactionAsync(Ct);
        await using var command = new Npgsql.NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync(Ct);
        return new(connection, transaction);
    }

    // As a circuit does it: the account behind a cookie, made when there is none of this e-mail, a member then.
    private async Task<OpenNotes> NotesOfAsync(string email)
    {
        await using var scope = _host.App.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account = await accounts.FindByEmailAsync(email);
        if (account is null)
        {
            account = new()
            {
                Id = Guid.CreateVersion7(),
                UserName = email,
                Email = email,
                CurrentProjectId = _row.ProjectId,
                CreatedAt = Some.Noon,
            };
            Assert.True((await accounts.CreateAsync(account, DashboardHost.Password)).Succeeded);
            await using var db = Some.Db(_host.Database.DataSource);
            db.Add(new Membership { ProjectId = _row.ProjectId, AccountId = account.Id, Role = Role.Member, SeesBodies = true, JoinedAt = Some.Noon });
            await db.SaveChangesAsync(Ct);
        }

        var session = await _host.App.Services.GetRequiredService<AccountSessions>().BeginAsync(account.Id, new DefaultHttpContext().Request, Ct);
        var claims = scope.ServiceProvider.GetRequiredService<IOptions<IdentityOptions>>().Value.ClaimsIdentity;
        var identity = new ClaimsIdentity(
            [new(AccountSessions.Claim, session.ToString()), new(claims.UserIdClaimType, account.Id.ToString()), new(claims.SecurityStampClaimType, account.SecurityStamp!)], "test");
        var services = _host.App.Services;
        return new(services.GetRequiredService<Messages>(), new(new SignedIn(new(identity)), services.GetRequiredService<AccountLookup>(), TimeProvider.System));
    }

    private sealed class HeldRow(Npgsql.NpgsqlConnection connection, Npgsql.NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await transaction.CommitAsync(Ct);
            await connection.DisposeAsync();
        }
    }

    private sealed class SignedIn(ClaimsPrincipal principal) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(principal));
    }
}
