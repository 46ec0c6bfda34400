using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Start;
using Observability.Domain;
using Observability.Domain.Keys;
using Observability.Domain.Projects;
using Observability.Domain.Replays;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

public sealed class FirstStartTests : IAsyncLifetime
{
    private static readonly Sensitive<byte[]> MasterKey = new(new byte[32]);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_secrets_are_printed_by_the_first_start_and_never_again()
    {
        var first = await StartAsync();
        Assert.Matches(@"\AADMIN email=admin@localhost password=[a-z2-9]{20}\nKEY write=obs_w_\w{49} read=obs_r_\w{49} admin=obs_a_\w{49}\n\z", first);
        Assert.Equal("", await StartAsync());
    }

    [Fact]
    public async Task Of_three_dashboards_that_start_at_once_one_sets_up()
    {
        var printed = await Task.WhenAll(StartAsync(), StartAsync(), StartAsync());
        Assert.Single(printed, text => text.Length > 0);
        await using var db = Some.Db(_database.DataSource);
        Assert.Equal(1, await db.Projects.CountAsync(Ct));
        Assert.Equal(4, await db.Keys.CountAsync(Ct));
    }

    [Fact]
    public async Task A_key_given_at_a_later_start_is_added_and_a_revoked_one_stays_revoked()
    {
        await StartAsync();
        var key = KeyText.Generate(KeyKind.Write);
        await StartAsync(("OBSERVABILITY_WRITE_KEY", key.Value));
        await using var db = Some.Db(_database.DataSource);
        var digest = KeyText.DigestOf(key.Value);
        await db.Keys.Where(k => k.Digest == digest).ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, Some.Noon), Ct);
        await StartAsync(("OBSERVABILITY_WRITE_KEY", key.Value));
        Assert.Equal(5, await db.Keys.CountAsync(Ct));
        Assert.Equal(Some.Noon, (await db.Keys.SingleAsync(k => k.Digest == digest, Ct)).RevokedAt);
    }

    [Fact]
    public async Task Every_project_has_the_key_its_replays_are_sent_with_and_a_revoked_one_stays_revoked()
    {
        await StartAsync();
        await using var db = Some.Db(_database.DataSource);
        var first = (await db.Projects.SingleAsync(Ct)).Id;
        await db.Keys.Where(k => k.Client == KeyClient.Replay).ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, Some.Noon), Ct);
        var later = new Project { Id = Guid.CreateVersion7(), Slug = "later", Name = "Later", CreatedAt = Some.Noon };
        db.Add(later);
        await db.SaveChangesAsync(Ct);

        await StartAsync();
        await StartAsync();

        var keys = await db.Keys.Where(k => k.Client == KeyClient.Replay).ToDictionaryAsync(k => k.ProjectId, Ct);
        Assert.Equal(2, keys.Count);
        Assert.Equal((Some.Noon, null), (keys[first].RevokedAt, keys[later.Id].RevokedAt));
        Assert.Equal(KeyText.DigestOf(ReplayKey.Of(MasterKey, later.Id).Value), keys[later.Id].Digest);
        Assert.All(keys.Values, k => Assert.Equal((KeyKind.Write, ReplayKeys.Name), (k.Kind, k.Name)));
    }

    [Fact]
    public async Task Keys_of_replays_that_follow_from_another_master_key_are_replaced()
    {
        await StartAsync();
        await using var db = Some.Db(_database.DataSource);
        await new ReplayKeys(db, new(RandomNumberGenerator.GetBytes(32)), TimeProvider.System).SaveAsync(Ct);

        var keys = await db.Keys.Where(k => k.Client == KeyClient.Replay).OrderBy(k => k.Id).ToListAsync(Ct);
        Assert.Equal([true, false], keys.Select(k => k.RevokedAt is not null));
    }

    [Theory]
    [InlineData("OBSERVABILITY_READ_KEY", "sk-123")]
    [InlineData("OBSERVABILITY_ADMIN_PASSWORD", "short")]
    [InlineData("OBSERVABILITY_ADMIN_EMAIL", "not an address")]
    public async Task A_variable_that_cannot_be_stops_the_start_and_is_named(string name, string value)
    {
        var refused = await Assert.ThrowsAsync<SettingException>(() => StartAsync((name, value)));
        Assert.StartsWith(name, refused.Message, StringComparison.Ordinal);
        await using var db = Some.Db(_database.DataSource);
        Assert.False(await db.Projects.AnyAsync(Ct), "A refused start leaves nothing behind.");
    }

    [Fact]
    public async Task A_key_of_another_kind_is_refused()
    {
        var refused = await Assert.ThrowsAsync<SettingException>(() => StartAsync(("OBSERVABILITY_ADMIN_KEY", KeyText.Generate(KeyKind.Write).Value)));
        Assert.Contains("admin key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upstream_of_the_environment_wins_over_the_builtin_as_long_as_it_is_set()
    {
        await StartAsync(("UPSTREAM_OPENAI_URL", "https://relay.example/v1"), ("UPSTREAM_OPENAI_CREDENTIAL", "sk-canary-0123456789"), ("UPSTREAM_LAB_URL", "http://10.0.0.5/v1"));
        await using var db = Some.Db(_database.DataSource);
        var set = await db.Upstreams.SingleAsync(u => u.Name == "openai", Ct);
        Assert.Equal(("https://relay.example/v1", "environment", "6789"), (set.BaseUrl, set.Source, set.CredentialHint));
        Assert.True(await db.Upstreams.AnyAsync(u => u.Name == "lab", Ct));

        await StartAsync();
        var back = await db.Upstreams.SingleAsync(u => u.Name == "openai", Ct);
        Assert.Equal(("https://api.openai.com/v1", "builtin", null), (back.BaseUrl, back.Source, back.CredentialHint));
        Assert.Null(back.Credential);
        Assert.False(await db.Upstreams.AnyAsync(u => u.Name == "lab", Ct));
    }

    private async Task<string> StartAsync(params (string Name, string Value)[] variables)
    {
        var output = new StringWriter { NewLine = "\n" };
        var settings = Settings.From(variables.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal));
        await new FirstStart(_database.DataSource, MasterKey, TimeProvider.System).RunAsync(settings, output, Ct);
        return output.ToString();
    }
}
