using System.Net;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Members;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Tests.Members;

public sealed class InvitationTests(MembersHost host) : IClassFixture<MembersHost>
{
    private const string Password = "nine wet boots drying";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_makes_an_account_that_is_signed_in_and_sees_the_project_and_works_once()
    {
        var owner = await host.ProjectAsync("Guests");
        var link = await host.InviteAsync(owner, Role.Member, seesBodies: false);
        using var ben = host.Host.Browser();
        using var joined = await MembersHost.PostAsync(ben, link, $"{link}/account", ("email", "ben@example.com"), ("password", Password));
        Assert.Equal("/", joined.Headers.Location?.OriginalString);
        using var page = await ben.GetAsync("/not-found", Ct);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var member = Assert.Single(await host.AskAsync(owner, new ListMembers()), m => m.Email == "ben@example.com");
        Assert.Equal((Role.Member, false), (member.Role, member.SeesBodies));
        Assert.Equal(owner.ProjectId, (await host.FindAsync(member.Id, null))!.Caller!.ProjectId);

        using var eve = host.Host.Browser();
        Assert.Contains(MembersText.InvitationGone, WebUtility.HtmlDecode(await eve.GetStringAsync(link, Ct)), StringComparison.Ordinal);
        Assert.Equal(InvitationProblem.Gone, await host.JoinAsync(link, await host.AddAccountAsync()));
    }

    [Fact]
    public async Task Opening_a_link_changes_nothing_and_its_forms_are_refused_without_their_token()
    {
        var owner = await host.ProjectAsync("Untouched");
        var link = await host.InviteAsync(owner, Role.Viewer);
        using var browser = host.Host.Browser();
        await browser.GetStringAsync(link, Ct);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("email", "forged@example.com"), KeyValuePair.Create("password", Password)]);
        using var forged = await browser.PostAsync($"{link}/account", form, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Single(await host.AskAsync(owner, new ListMembers()));
        Assert.Null((await host.AskAsync(owner, new ListInvitations())).Single().UsedAt);
    }

    [Theory]
    [InlineData("carla@example.com", "short", InvitationProblem.Password)]
    [InlineData("no address", Password, InvitationProblem.Email)]
    [InlineData(DashboardHost.Email, Password, InvitationProblem.Taken)]
    public async Task What_cannot_be_an_account_is_told_and_the_link_still_works(string email, string password, InvitationProblem problem)
    {
        var owner = await host.ProjectAsync($"Refused {problem}");
        var link = await host.InviteAsync(owner, Role.Viewer);
        using var browser = host.Host.Browser();
        using var answer = await MembersHost.PostAsync(browser, link, $"{link}/account", ("email", email), ("password", password));
        Assert.Equal($"{link}?problem={Observability.Domain.EnumNames.NameOf(problem)}", answer.Headers.Location?.OriginalString);
        Assert.Equal(InvitationProblem.None, await host.JoinAsync(link, await host.AddAccountAsync()));
    }

    [Fact]
    public async Task Of_ten_who_use_a_link_in_the_same_moment_one_comes_in()
    {
        var owner = await host.ProjectAsync("Rush");
        var link = await host.InviteAsync(owner, Role.Viewer);
        var accounts = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.AddAccountAsync()));
        var came = await Task.WhenAll(accounts.Select(a => host.JoinAsync(link, a)));
        Assert.Single(came, InvitationProblem.None);
        Assert.Equal(2, (await host.AskAsync(owner, new ListMembers())).Count);
    }

    [Fact]
    public async Task A_link_is_worth_no_more_than_its_maker_could_give_now()
    {
        var owner = await host.ProjectAsync("Back doors");
        var (removed, demoted, blinded) = (await host.AddAsync(owner.ProjectId, Role.Admin), await host.AddAsync(owner.ProjectId, Role.Admin), await host.AddAsync(owner.ProjectId, Role.Admin));
        var links = new[] { await host.InviteAsync(removed, Role.Admin), await host.InviteAsync(demoted, Role.Viewer), await host.InviteAsync(blinded, Role.Viewer) };
        await host.AskAsync(owner, new RemoveMember(removed.AccountId!.Value));
        await host.AskAsync(owner, new ChangeMember(demoted.AccountId!.Value, Role.Member, true));
        await host.AskAsync(owner, new ChangeMember(blinded.AccountId!.Value, Role.Admin, false));
        foreach (var link in links)
        {
            Assert.Equal(InvitationProblem.Gone, await host.JoinAsync(link, await host.AddAccountAsync()));
        }
    }

    [Fact]
    public async Task Expired_revoked_and_invented_links_show_the_same_page()
    {
        var owner = await host.ProjectAsync("Dead links");
        var (expired, revoked) = (await host.InviteAsync(owner, Role.Viewer), await host.InviteAsync(owner, Role.Viewer));
        var invitations = await host.AskAsync(owner, new ListInvitations());
        await host.AskAsync(owner, new RevokeInvitation(invitations[0].Id));
        await using (var db = Some.Db(host.Host.Database.DataSource))
        {
            await db.Invitations.Where(i => i.Id == invitations[1].Id).ExecuteUpdateAsync(i => i.SetProperty(x => x.ExpiresAt, Some.Noon), Ct);
        }

        using var browser = host.Host.Browser();
        foreach (var link in new[] { expired, revoked, InvitationEndpoints.Href(InvitationText.Generate().Value), InvitationEndpoints.Href("nonsense") })
        {
            var page = WebUtility.HtmlDecode(await browser.GetStringAsync(link, Ct));
            Assert.Contains(MembersText.InvitationGone, page, StringComparison.Ordinal);
            Assert.DoesNotContain("Dead links", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_is_a_member_already_leaves_the_link_for_somebody_else()
    {
        var owner = await host.ProjectAsync("Twice");
        var link = await host.InviteAsync(owner, Role.Admin);
        var viewer = await host.AddAsync(owner.ProjectId, Role.Viewer);
        Assert.Equal(InvitationProblem.Member, await host.JoinAsync(link, viewer.AccountId!.Value));
        Assert.Equal(Access.Read, (await host.FindAsync(viewer.AccountId!.Value, owner.ProjectId))!.Caller!.Access);
        Assert.Equal(InvitationProblem.None, await host.JoinAsync(link, await host.AddAccountAsync()));
    }
}
