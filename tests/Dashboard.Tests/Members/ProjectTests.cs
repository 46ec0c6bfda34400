using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Jobs;
using Observability.Dashboard.Keys;
using Observability.Dashboard.Members;
using Observability.Dashboard.Projects;
using Observability.Domain.Keys;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Tests.Members;

public sealed class ProjectTests(MembersHost host) : IClassFixture<MembersHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_project_made_later_has_its_owner_and_its_replay_key_at_once_and_is_looked_at()
    {
        var owner = await host.ProjectAsync("Later");
        Assert.Equal((Access.Owner, true), (owner.Access, owner.SeesBodies));
        var key = Assert.Single(await host.AskAsync(owner, new ListKeys()));
        Assert.Equal(KeyClient.Replay, key.Handling.Client);
        Assert.Equal(owner.ProjectId, (await host.FindAsync(owner.AccountId!.Value, null))!.Caller!.ProjectId);
        Assert.Contains(await host.AskAsync(owner, new MyProjects()), p => p is { IsCurrent: true, Name: "Later", Role: Role.Owner, Members: 1 });
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Member)]
    [InlineData(Role.Admin)]
    public async Task Only_an_owner_makes_renames_and_deletes_projects(Role role)
    {
        var owner = await host.ProjectAsync($"Owned {role}");
        var other = await host.AddAsync(owner.ProjectId, role);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => host.AskAsync(other, new CreateProject("Mine")));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => host.AskAsync(other, new RenameProject("Mine")));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => host.AskAsync(other, new DeleteProject($"Owned {role}")));
    }

    [Theory]
    [InlineData("Support EU", "support-eu")]
    [InlineData("  Ünïcode & Sons  ", "n-code-sons")]
    [InlineData("项目", "project")]
    [InlineData("--", "project")]
    public void A_short_name_follows_from_the_name_and_is_nobody_elses(string name, string slug)
    {
        Assert.Equal(slug, ProjectNames.SlugOf(name, new HashSet<string>()));
        Assert.Equal($"{slug}-3", ProjectNames.SlugOf(name, new HashSet<string> { slug, $"{slug}-2" }));
    }

    [Fact]
    public async Task A_deleted_project_opens_nothing_from_that_moment_and_its_name_must_be_typed()
    {
        var owner = await host.ProjectAsync("Doomed");
        var key = await host.AskAsync(owner, new CreateKey("Reader", KeyKind.Read, null));
        var link = await host.InviteAsync(owner, Role.Viewer);
        Assert.NotNull((await host.AskAsync(owner, new DeleteProject("doomed"))).Refusal);
        Assert.Null((await host.AskAsync(owner, new DeleteProject("Doomed"))).Refusal);
        using var client = host.Host.Client(key.Text);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/exchanges", Ct)).StatusCode);
        Assert.Equal(InvitationProblem.Gone, await host.JoinAsync(link, await host.AddAccountAsync()));
        Assert.Null((await host.FindAsync(owner.AccountId!.Value, owner.ProjectId))!.Caller);
        Assert.DoesNotContain(await host.AskAsync(host.Anna, new MyProjects()), p => p.Id == owner.ProjectId);
        // Its short name is free again.
        Assert.Equal("doomed", (await host.AskAsync((await host.ProjectAsync("Doomed")), new ThisProject())).Slug);
    }

    [Fact]
    public async Task The_rows_of_a_deleted_project_go_and_no_other_rows_and_late_ones_go_too()
    {
        var (doomed, other) = (await host.ProjectAsync("Rows"), await host.ProjectAsync("Neighbour"));
        await Some.StoreAsync(host.Host.Database.DataSource, [Some.Exchange(doomed.ProjectId, Some.Noon), Some.Exchange(other.ProjectId, Some.Noon)], Ct);
        await host.AskAsync(doomed, new DeleteProject("Rows"));
        var time = new Testing.ManualTimeProvider(TimeProvider.System.GetUtcNow());
        var job = ActivatorUtilities.CreateInstance<RemoveProjectsJob>(host.Host.App.Services, time);
        Assert.InRange(await job.RunAsync(Ct), 3, 1_000);
        // What ingest still had in its spool arrives afterwards.
        await Some.StoreAsync(host.Host.Database.DataSource, [Some.Exchange(doomed.ProjectId, Some.Noon)], Ct);
        await job.RunAsync(Ct);
        Assert.Equal((0, 1), (await RowsAsync(doomed.ProjectId), await RowsAsync(other.ProjectId)));
        await using var db = Some.Db(host.Host.Database.DataSource);
        Assert.NotNull((await db.Projects.SingleAsync(p => p.Id == doomed.ProjectId, Ct)).DeletedAt);
        time.Advance(RemoveProjectsJob.Kept + TimeSpan.FromMinutes(1));
        await job.RunAsync(Ct);
        Assert.False(await db.Projects.AnyAsync(p => p.Id == doomed.ProjectId, Ct));
        Assert.True(await db.AuditLog.AnyAsync(a => a.ProjectId == doomed.ProjectId && a.What == "project.deleted", Ct));
    }

    [Fact]
    public async Task A_form_switches_to_a_project_one_belongs_to_and_to_no_other()
    {
        var (mine, theirs) = (await host.ProjectAsync("Mine"), await host.ProjectAsync("Not mine"));
        var link = await host.InviteAsync(mine, Role.Viewer);
        using var ben = host.Host.Browser();
        var email = $"{mine.ProjectId:N}@example.com";
        using var joined = await MembersHost.PostAsync(ben, link, $"{link}/account", ("email", email), ("password", "nine wet boots drying"));
        var account = (await host.AskAsync(mine, new ListMembers())).Single(m => m.Email == email).Id;
        var second = await host.InviteAsync(theirs, Role.Viewer);

        using var refused = await MembersHost.PostAsync(ben, second, ProjectSwitch.Path, ("project", theirs.ProjectId.ToString()));
        Assert.Equal(mine.ProjectId, (await host.FindAsync(account, null))!.Caller!.ProjectId);
        Assert.Equal(InvitationProblem.None, await host.JoinAsync(second, account));
        var third = await host.InviteAsync(host.Anna, Role.Viewer);
        using var switched = await MembersHost.PostAsync(ben, third, ProjectSwitch.Path, ("project", mine.ProjectId.ToString()));
        Assert.Equal(HttpStatusCode.Redirect, switched.StatusCode);
        Assert.Equal(mine.ProjectId, (await host.FindAsync(account, null))!.Caller!.ProjectId);
        // A page that is open stays where it is.
        Assert.Equal(theirs.ProjectId, (await host.FindAsync(account, theirs.ProjectId))!.Caller!.ProjectId);

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("project", theirs.ProjectId.ToString())]);
        using var forged = await ben.PostAsync(ProjectSwitch.Path, form, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }

    private async Task<int> RowsAsync(Guid project)
    {
        await using var db = Some.Db(host.Host.Database.DataSource);
        return await db.Exchanges.CountAsync(e => e.ProjectId == project, Ct);
    }
}
