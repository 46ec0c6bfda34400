using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Views;

namespace Observability.Dashboard.Tests.SavedViews;

/// <summary>Views of the requests page, by the messages that keep them.</summary>
public sealed class SavedViewTests : IAsyncLifetime
{
    private DashboardHost _host = null!;
    private Guid _project;
    private Caller _anna = null!;
    private Caller _ben = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        _project = (await db.Projects.SingleAsync(Ct)).Id;
        _anna = await AccountAsync("anna2@example.com", Access.Admin);
        _ben = await AccountAsync("ben@example.com", Access.Read);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_personal_view_is_seen_by_its_owner_alone_and_a_shared_one_by_everybody()
    {
        await SaveAsync(_ben, "Mine", "q=user:ben", shared: false);
        await SaveAsync(_anna, "Ours", "q=status:5xx", shared: true);

        Assert.Equal(["Mine", "Ours"], await NamesAsync(_ben));
        Assert.Equal(["Ours"], await NamesAsync(_anna));
        Assert.Equal(["Ours"], await NamesAsync(new(_project, Access.Admin, "a key") { SeesBodies = true }));
        Assert.Empty(await NamesAsync(_anna with { Scope = ProjectScope.Authorised(Guid.CreateVersion7()) }));
    }

    [Fact]
    public async Task Who_may_only_read_saves_for_himself_and_changes_nothing_that_is_shared()
    {
        var ours = await SaveAsync(_anna, "Ours", "q=status:5xx", shared: true);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => SendAsync(_ben, new SaveView("Also ours", "", Shared: true, Pinned: false)));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => SendAsync(_ben, new RenameView(ours.Id, "His")));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => SendAsync(_ben, new ChangeView(ours.Id, "")));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => SendAsync(_ben, new PinView(ours.Id, true)));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => SendAsync(_ben, new MakeDefault(ours.Id, true)));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => SendAsync(_ben, new DeleteView(ours.Id)));

        var seen = Assert.Single((await SendAsync(_ben, new ListViews())).Views);
        // PostgreSQL keeps microseconds.
        Assert.Equal(ours with { MayChange = false, UpdatedAt = seen.UpdatedAt }, seen);
    }

    [Fact]
    public async Task Nobody_reaches_the_personal_view_of_another()
    {
        var mine = await SaveAsync(_ben, "Mine", "q=user:ben", shared: false);

        Assert.Equal("This view is gone, or it is somebody else’s. What it showed is still in the address.", (await SendAsync(_anna, new RenameView(mine.Id, "Hers"))).Refusal);
        Assert.False(await SendAsync(_anna, new DeleteView(mine.Id)));
        Assert.Equal(["Mine"], await NamesAsync(_ben));
    }

    [Fact]
    public async Task A_view_keeps_what_is_listed_and_not_where_its_saver_was_in_it()
    {
        var view = await SaveAsync(_ben, " Slow ", "?id=0198c0de-0000-7000-8000-000000000000&tab=cost&after=1_2&view=0198c0de-0000-7000-8000-000000000000&order=oldest&q=latency%3A%3E10s&cols=time,model", shared: false);

        Assert.Equal(("Slow", "order=oldest&q=latency%3A%3E10s&cols=time%2Cmodel"), (view.Name, view.Query));
        var changed = (await SendAsync(_ben, new ChangeView(view.Id, "q=latency:>20s&id=1"))).View!;
        Assert.Equal(("Slow", "q=latency%3A%3E20s"), (changed.Name, changed.Query));
    }

    [Fact]
    public async Task A_name_is_taken_once_by_each_owner_whatever_its_case()
    {
        await SaveAsync(_ben, "Errors", "q=a", shared: false);
        await SaveAsync(_anna, "errors", "q=a", shared: false);
        var other = await SaveAsync(_ben, "Other", "q=a", shared: false);

        Assert.Equal("There is a view named “ERRORS” already.", (await SendAsync(_ben, new SaveView("ERRORS", "q=b", false, false))).Refusal);
        Assert.Equal("There is a view named “ERRORS” already.", (await SendAsync(_ben, new RenameView(other.Id, "ERRORS"))).Refusal);
        Assert.Equal("The name must have 1 to 60 characters on one line.", (await SendAsync(_ben, new SaveView("two\nlines", "", false, false))).Refusal);
        Assert.Equal("Otherwise", (await SendAsync(_ben, new RenameView(other.Id, "Otherwise"))).View!.Name);
    }

    [Fact]
    public async Task The_page_opens_with_ones_own_default_or_else_the_projects()
    {
        var ours = await SaveAsync(_anna, "Ours", "q=a", shared: true);
        var (first, second) = (await SaveAsync(_ben, "First", "q=b", shared: false), await SaveAsync(_ben, "Second", "q=c", shared: false));
        Assert.Null(await SendAsync(_ben, new DefaultView()));

        await SendAsync(_anna, new MakeDefault(ours.Id, true));
        Assert.Equal("Ours", (await SendAsync(_ben, new DefaultView()))!.Name);

        await SendAsync(_ben, new MakeDefault(first.Id, true));
        await SendAsync(_ben, new MakeDefault(second.Id, true));
        Assert.Equal("Second", (await SendAsync(_ben, new DefaultView()))!.Name);
        Assert.Equal("Ours", (await SendAsync(_anna, new DefaultView()))!.Name);
        Assert.Equal(["Ours", "Second"], (await SendAsync(_ben, new ListViews())).Views.Where(v => v.IsDefault).Select(v => v.Name));

        await SendAsync(_ben, new MakeDefault(second.Id, false));
        Assert.Equal("Ours", (await SendAsync(_ben, new DefaultView()))!.Name);
    }

    [Fact]
    public async Task Pinned_views_come_first_in_the_order_they_were_pinned()
    {
        var views = new List<ViewSummary>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            views.Add(await SaveAsync(_ben, name, "q=" + name, shared: false));
        }

        await SendAsync(_ben, new PinView(views[2].Id, true));
        await SendAsync(_ben, new PinView(views[1].Id, true));
        Assert.Equal(["c", "b", "a"], await NamesAsync(_ben));
        await SendAsync(_ben, new PinView(views[2].Id, false));
        Assert.Equal(["b", "a", "c"], await NamesAsync(_ben));
    }

    [Fact]
    public async Task What_happens_to_shared_views_is_in_the_audit_log_and_what_somebody_keeps_for_himself_is_not()
    {
        await SaveAsync(_ben, "Mine", "q=secret", shared: false);
        var ours = await SaveAsync(_anna, "Ours", "q=a", shared: true);
        await SendAsync(_anna, new ChangeView(ours.Id, "q=b"));
        await SendAsync(_anna, new DeleteView(ours.Id));

        await using var db = Some.Db(_host.Database.DataSource);
        var log = await db.AuditLog.Where(a => a.What.StartsWith("view.")).OrderBy(a => a.At).ToListAsync(Ct);
        Assert.Equal(["view.saved", "view.changed", "view.deleted"], log.Select(a => a.What));
        Assert.All(log, a => Assert.Equal((_anna.Name, ours.Id.ToString()), (a.Who, a.Subject)));
        Assert.Contains("\"before\": \"q=a\"", log[1].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Views_go_with_their_owner_and_their_project()
    {
        await SaveAsync(_ben, "Mine", "q=a", shared: false);
        await using var db = Some.Db(_host.Database.DataSource);
        await db.Database.ExecuteSqlAsync($"delete from accounts where id = {_ben.AccountId}", Ct);
        Assert.Empty(await db.SavedViews.ToListAsync(Ct));
    }

    private async Task<Caller> AccountAsync(string email, Access access)
    {
        await using var scope = _host.App.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<AccountsDb>();
        var account = new Account
        {
            Id = Guid.CreateVersion7(),
            CurrentProjectId = _project,
            CreatedAt = Some.Noon,
            SecurityStamp = "s",
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
        };
        accounts.Add(account);
        await accounts.SaveChangesAsync(Ct);
        return new(_project, access, email) { AccountId = account.Id, SeesBodies = true };
    }

    private async Task<ViewSummary> SaveAsync(Caller caller, string name, string query, bool shared)
    {
        var answer = await SendAsync(caller, new SaveView(name, query, shared, Pinned: false));
        Assert.Null(answer.Refusal);
        return answer.View!;
    }

    private async Task<IEnumerable<string>> NamesAsync(Caller caller) => (await SendAsync(caller, new ListViews())).Views.Select(v => v.Name);

    private Task<T> SendAsync<T>(Caller caller, IRequest<T> message) => _host.App.Services.GetRequiredService<Messages>().SendAsync(caller, message, Ct);
}
