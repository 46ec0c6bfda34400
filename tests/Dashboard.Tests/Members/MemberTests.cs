using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Keys;
using Observability.Dashboard.Members;
using Observability.Domain.Keys;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Tests.Members;

public sealed class MemberTests(MembersHost host) : IClassFixture<MembersHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_is_what_it_says()
    {
        var owner = await host.ProjectAsync("Roles");
        Access[] access = [.. await Task.WhenAll(Enum.GetValues<Role>().Select(async r => (await host.AddAsync(owner.ProjectId, r)).Access))];
        Assert.Equal([Access.Read, Access.Replay, Access.Admin, Access.Owner], access);
    }

    [Fact]
    public async Task An_admin_makes_admins_and_no_owners_and_touches_no_owner()
    {
        var owner = await host.ProjectAsync("Ranks");
        var (admin, viewer) = (await host.AddAsync(owner.ProjectId, Role.Admin), await host.AddAsync(owner.ProjectId, Role.Viewer));
        Assert.NotNull((await host.AskAsync(admin, new ChangeMember(viewer.AccountId!.Value, Role.Owner, true))).Refusal);
        Assert.NotNull((await host.AskAsync(admin, new ChangeMember(owner.AccountId!.Value, Role.Viewer, true))).Refusal);
        Assert.NotNull((await host.AskAsync(admin, new RemoveMember(owner.AccountId!.Value))).Refusal);
        Assert.NotNull((await host.AskAsync(admin, new CreateInvitation(Role.Owner, true, null, 1))).Refusal);
        Assert.Equal(Role.Admin, (await host.AskAsync(admin, new ChangeMember(viewer.AccountId!.Value, Role.Admin, true))).Member?.Role);
        Assert.Equal(Access.Admin, (await host.FindAsync(viewer.AccountId!.Value, owner.ProjectId))!.Caller!.Access);
    }

    [Fact]
    public async Task Who_sees_no_bodies_gives_that_to_nobody_in_no_way()
    {
        var owner = await host.ProjectAsync("Bodies");
        var admin = await host.AddAsync(owner.ProjectId, Role.Admin, seesBodies: false);
        var viewer = await host.AddAsync(owner.ProjectId, Role.Viewer, seesBodies: false);
        Assert.NotNull((await host.AskAsync(admin, new ChangeMember(viewer.AccountId!.Value, Role.Viewer, true))).Refusal);
        Assert.NotNull((await host.AskAsync(admin, new ChangeMember(admin.AccountId!.Value, Role.Admin, true))).Refusal);
        Assert.NotNull((await host.AskAsync(admin, new CreateInvitation(Role.Viewer, true, null, 1))).Refusal);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => host.AskAsync(admin, new CreateKey("Spy", KeyKind.Read, null)));
        Assert.False((await host.AskAsync(admin, new CreateKey("Sums", KeyKind.Read, null) { SeesBodies = false })).Summary.SeesBodies);
        Assert.False((await host.FindAsync(viewer.AccountId!.Value, owner.ProjectId))!.Caller!.SeesBodies);
    }

    [Fact]
    public async Task The_last_owner_neither_steps_down_nor_leaves_nor_is_removed()
    {
        var owner = await host.ProjectAsync("Last owner");
        Assert.NotNull((await host.AskAsync(owner, new ChangeMember(owner.AccountId!.Value, Role.Admin, true))).Refusal);
        Assert.NotNull((await host.AskAsync(owner, new LeaveProject())).Refusal);
        Assert.NotNull((await host.AskAsync(owner, new RemoveMember(owner.AccountId!.Value))).Refusal);
        Assert.Equal(Access.Owner, (await host.FindAsync(owner.AccountId!.Value, owner.ProjectId))!.Caller!.Access);
    }

    [Fact]
    public async Task Of_owners_who_all_leave_in_the_same_moment_one_stays()
    {
        var first = await host.ProjectAsync("Exodus");
        Caller[] owners = [first, .. await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => host.AddAsync(first.ProjectId, Role.Owner)))];
        var left = await Task.WhenAll(owners.Select(o => host.AskAsync(o, new LeaveProject())));
        Assert.Equal(3, left.Count(a => a.Member is not null));
        Assert.Single(await host.AskAsync(first, new ListMembers()));
    }

    [Fact]
    public async Task Members_of_another_project_are_not_there()
    {
        var (ours, theirs) = (await host.ProjectAsync("Ours"), await host.ProjectAsync("Theirs"));
        var stranger = await host.AddAsync(theirs.ProjectId, Role.Viewer);
        Assert.Equal(new(null, null), await host.AskAsync(ours, new ChangeMember(stranger.AccountId!.Value, Role.Admin, true)));
        Assert.Equal(new(null, null), await host.AskAsync(ours, new RemoveMember(stranger.AccountId!.Value)));
        Assert.DoesNotContain(await host.AskAsync(ours, new ListMembers()), m => m.Id == stranger.AccountId);
        Assert.Null((await host.FindAsync(stranger.AccountId!.Value, ours.ProjectId))!.Caller);
    }

    [Fact]
    public async Task Who_is_removed_has_no_rights_left_at_the_next_look()
    {
        var owner = await host.ProjectAsync("Removal");
        var member = await host.AddAsync(owner.ProjectId, Role.Member);
        Assert.NotNull((await host.AskAsync(owner, new RemoveMember(member.AccountId!.Value))).Member);
        var now = await host.FindAsync(member.AccountId!.Value, null);
        Assert.NotNull(now);
        Assert.Null(now.Caller);
    }

    [Fact]
    public async Task Every_change_of_members_stands_in_the_audit_log_once()
    {
        var owner = await host.ProjectAsync("Audited");
        var member = await host.AddAsync(owner.ProjectId, Role.Member);
        await host.AskAsync(owner, new ChangeMember(member.AccountId!.Value, Role.Viewer, false));
        var invitation = await host.AskAsync(owner, new CreateInvitation(Role.Viewer, false, "Ben", 1));
        await host.AskAsync(owner, new RevokeInvitation(invitation.Invitation!.Id));
        await host.AskAsync(owner, new RemoveMember(member.AccountId!.Value));
        await using var db = Some.Db(host.Host.Database.DataSource);
        var told = await db.AuditLog.Where(a => a.ProjectId == owner.ProjectId).OrderBy(a => a.At).ThenBy(a => a.Id).ToListAsync(Ct);
        Assert.Equal(["project.created", "member.changed", "invitation.created", "invitation.revoked", "member.removed"], told.Select(a => a.What));
        Assert.DoesNotContain(told, a => a.Details.Contains(invitation.Text!.Value.Value, StringComparison.Ordinal));
    }
}
