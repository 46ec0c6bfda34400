using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Playground;
using Observability.Dashboard.Replays;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Tests.Playground;

/// <summary>The history of the playground, by the messages that keep it.</summary>
public sealed class PlaygroundHistoryTests : IAsyncLifetime
{
    private static readonly CallDraft Draft = new()
    {
        Upstream = "openai",
        Family = "openai",
        Method = "POST",
        Target = "/v1/chat/completions?x=%2F",
        BasePath = "/v1",
        Headers = [new("Content-Type", "application/json"), new("X-Two", "a"), new("X-Two", "b")],
        Body = """{ "model":"gpt-4o", "messages":[{"role":"user","content":"How deep\nis the sea? \u0000"}] }"""u8.ToArray(),
        ReplayOf = Guid.CreateVersion7(),
        PromptId = "sea@3",
    };

    private DashboardHost _host = null!;
    private Caller _anna = null!;
    private Caller _ben = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        var project = (await db.Projects.SingleAsync(Ct)).Id;
        _anna = await AccountAsync("anna2@example.com", project);
        _ben = await AccountAsync("ben@example.com", project);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task What_was_sent_opens_again_byte_for_byte_for_its_account_alone()
    {
        var run = (await SendAsync(_anna, new KeepPlaygroundRun(Draft)))!.Value;
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Assert.True(await SendAsync(_anna, new AddPlaygroundAnswer(run, first)));
        Assert.True(await SendAsync(_anna, new AddPlaygroundAnswer(run, second)));
        Assert.False(await SendAsync(_anna, new AddPlaygroundAnswer(run, second)));

        var entry = Assert.Single(await SendAsync(_anna, new ListPlaygroundRuns()));
        Assert.Equal(("openai", "gpt-4o"), (entry.Upstream, entry.Model));
        Assert.StartsWith("How deep is the sea?", entry.Opening, StringComparison.Ordinal);
        Assert.Equal([first, second], entry.ExchangeIds);
        var opened = (await SendAsync(_anna, new OpenPlaygroundRun(run)))!;
        Assert.Null(opened.BodyLost);
        Assert.Equal(Draft.Body!.Value.ToArray(), opened.Draft.Body!.Value.ToArray());
        Assert.Equal(Draft.Headers, opened.Draft.Headers);
        Assert.Equal(Draft with { Body = null, Headers = [], Properties = opened.Draft.Properties }, opened.Draft with { Body = null, Headers = [] });

        foreach (var stranger in new[] { _ben, _anna with { Scope = ProjectScope.Authorised(Guid.CreateVersion7()) }, _anna with { AccountId = null } })
        {
            Assert.Empty(await SendAsync(stranger, new ListPlaygroundRuns()));
            Assert.Null(await SendAsync(stranger, new OpenPlaygroundRun(run)));
            Assert.False(await SendAsync(stranger, new AddPlaygroundAnswer(run, Guid.CreateVersion7())));
            Assert.Equal(0, await SendAsync(stranger, new ForgetPlayground(run)));
        }

        Assert.Null(await SendAsync(_anna with { AccountId = null }, new KeepPlaygroundRun(Draft)));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => SendAsync(_anna with { Access = Access.Annotate }, new KeepPlaygroundRun(Draft)));
        Assert.Equal(1, await SendAsync(_anna, new ForgetPlayground(run)));
    }

    [Fact]
    public async Task The_newest_hundred_are_kept_and_a_body_that_is_too_long_is_not()
    {
        await SendAsync(_ben, new KeepPlaygroundRun(Draft));
        var oldest = await SendAsync(_anna, new KeepPlaygroundRun(Draft));
        for (var i = 0; i < KeepPlaygroundRun.Most; i++)
        {
            await SendAsync(_anna, new KeepPlaygroundRun(Draft with { Body = null }));
        }

        Assert.Equal(KeepPlaygroundRun.Most, (await SendAsync(_anna, new ListPlaygroundRuns())).Count);
        Assert.Null(await SendAsync(_anna, new OpenPlaygroundRun(oldest!.Value)));
        Assert.Single(await SendAsync(_ben, new ListPlaygroundRuns()));

        var big = await SendAsync(_ben, new KeepPlaygroundRun(Draft with { Body = new byte[KeepPlaygroundRun.LongestBody + 1] }));
        Assert.Equal(KeepPlaygroundRun.LongestBody + 1, (await SendAsync(_ben, new OpenPlaygroundRun(big!.Value)))!.BodyLost);
    }

    private Task<T> SendAsync<T>(Caller caller, IRequest<T> message) => _host.App.Services.GetRequiredService<Messages>().SendAsync(caller, message, Ct);

    private async Task<Caller> AccountAsync(string email, Guid project)
    {
        await using var scope = _host.App.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<AccountsDb>();
        var account = new Account
        {
            Id = Guid.CreateVersion7(),
            CurrentProjectId = project,
            CreatedAt = Some.Noon,
            SecurityStamp = "s",
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
        };
        accounts.Add(account);
        await accounts.SaveChangesAsync(Ct);
        return new(project, Access.Admin, email) { AccountId = account.Id, SeesBodies = true };
    }
}
