using System.Security.Claims;
using System.Text.RegularExpressions;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Observability.Dashboard.Members;
using Observability.Dashboard.Projects;
using Observability.Dashboard.SignIn;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Tests.Members;

/// <summary>A host that several claims share, and people with roles in projects of it.</summary>
public sealed partial class MembersHost : IAsyncLifetime
{
    internal DashboardHost Host { get; private set; } = null!;

    /// <summary>The first account, which owns the first project.</summary>
    internal Caller Anna { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Messages Messages => Host.App.Services.GetRequiredService<Messages>();

    public async ValueTask InitializeAsync()
    {
        Host = await DashboardHost.StartAsync(Ct);
        await using var scope = Host.App.Services.CreateAsyncScope();
        var account = await scope.ServiceProvider.GetRequiredService<AccountsDb>().Users.SingleAsync(Ct);
        Anna = (await FindAsync(account.Id, null))!.Caller!;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    internal Task<T> AskAsync<T>(Caller caller, IRequest<T> message) => Messages.SendAsync(caller, message, Ct);

    /// <summary>A project of its own, so that claims don't disturb each other; its owner.</summary>
    internal async Task<Caller> ProjectAsync(string name)
    {
        var made = await AskAsync(Anna, new CreateProject(name));
        Assert.Null(made.Refusal);
        return (await FindAsync(Anna.AccountId!.Value, made.Id))!.Caller!;
    }

    /// <summary>A new person in the project.</summary>
    internal async Task<Caller> AddAsync(Guid project, Role role, bool seesBodies = true)
    {
        var id = await AddAccountAsync();
        await using var db = Some.Db(Host.Database.DataSource);
        db.Add(new Membership { ProjectId = project, AccountId = id, Role = role, SeesBodies = seesBodies, JoinedAt = Some.Noon });
        await db.SaveChangesAsync(Ct);
        return (await FindAsync(id, project))!.Caller!;
    }

    /// <summary>Somebody who is in no project.</summary>
    internal async Task<Guid> AddAccountAsync()
    {
        await using var scope = Host.App.Services.CreateAsyncScope();
        var email = $"{Guid.CreateVersion7():N}@example.com";
        var account = new Account { Id = Guid.CreateVersion7(), UserName = email, Email = email, EmailConfirmed = true, LockoutEnabled = true, CreatedAt = Some.Noon };
        var made = await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().CreateAsync(account, DashboardHost.Password);
        Assert.True(made.Succeeded, string.Join(", ", made.Errors.Select(e => e.Code)));
        return account.Id;
    }

    /// <summary>Who an account is now, in this project or in the one it looks at.</summary>
    internal async Task<SignedIn?> FindAsync(Guid account, Guid? project)
    {
        var services = Host.App.Services;
        var session = await services.GetRequiredService<AccountSessions>().BeginAsync(account, new DefaultHttpContext().Request, Ct);
        await using var scope = services.CreateAsyncScope();
        var stamp = await scope.ServiceProvider.GetRequiredService<AccountsDb>().Users.Where(a => a.Id == account).Select(a => a.SecurityStamp).SingleAsync(Ct);
        var claims = services.GetRequiredService<IOptions<IdentityOptions>>().Value.ClaimsIdentity;
        var cookie = new ClaimsPrincipal(new ClaimsIdentity(
            [new(AccountSessions.Claim, session.ToString()), new(claims.UserIdClaimType, account.ToString()), new(claims.SecurityStampClaimType, stamp!)], "test"));
        return await services.GetRequiredService<AccountLookup>().FindAsync(cookie, project, Ct);
    }

    /// <summary>The link of a new invitation.</summary>
    internal async Task<string> InviteAsync(Caller by, Role role, bool seesBodies = true) =>
        InvitationEndpoints.Href((await AskAsync(by, new CreateInvitation(role, seesBodies, null, 1))).Text!.Value.Value);

    /// <summary>Joins by a link's secret, as the page's form does for somebody who is signed in.</summary>
    internal async Task<InvitationProblem> JoinAsync(string link, Guid account)
    {
        await using var scope = Host.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<InvitationDesk>().JoinAsync(link[(link.LastIndexOf('/') + 1)..], account, $"{account:N}@example.com", Ct);
    }

    /// <summary>Posts a form with the token of the page it is on.</summary>
    internal static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string page, string action, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await browser.GetStringAsync(page, Ct)).Groups[1].Value;
        using var form = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        return await browser.PostAsync(action, form, Ct);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
