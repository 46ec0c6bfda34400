using Observability.Domain.Exchanges;
using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

/// <summary>Who the ids of users are: as the newest exchange that says it.</summary>
public sealed class UserDescriptionTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private ExchangeStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        _store = new(_database.Ingest, new ManualTimeProvider(Some.Start));
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task The_newest_description_wins_within_a_batch_and_after_it()
    {
        _store.Store([Said("anna", "Anna B", 5), Said("anna", "Anna A", 4), Said("bert", "Bert", 1, email: "b@example.com")]);
        Assert.Equal("anna Anna B; bert Bert b@example.com", await UsersAsync());
        _store.Store([Said("anna", "Anna C", 6)]);
        Assert.Equal("anna Anna C; bert Bert b@example.com", await UsersAsync());
    }

    [Fact]
    public async Task A_late_description_does_not_overwrite_a_newer_one()
    {
        _store.Store([Said("anna", "new", 60)]);
        _store.Store([Said("anna", "old", 59), Said("anna", "older", 0)]);
        Assert.Equal("anna new", await UsersAsync());
    }

    [Fact]
    public async Task A_row_that_says_nothing_new_is_not_written_until_an_hour_is_over()
    {
        _store.Store([Said("anna", "Anna", 0)]);
        var written = await WrittenByAsync();
        _store.Store([Said("anna", "Anna", 1)]);
        _store.Store([Said("anna", "Anna", 60)]);
        Assert.Equal(written, await WrittenByAsync());
        _store.Store([Said("anna", "Anna", 61)]);
        Assert.NotEqual(written, await WrittenByAsync());
    }

    [Fact]
    public async Task Ids_alone_describe_nobody_and_an_empty_id_is_one()
    {
        _store.Store([Said("anna", null, 0), Said(null, "Nobody", 0), Said("", "Empty", 0)]);
        Assert.Equal(" Empty", await UsersAsync());
        _store.Store([Said("", null, 5)]);
        Assert.Equal(" Empty", await UsersAsync());
    }

    [Fact]
    public async Task Users_of_projects_are_apart()
    {
        _store.Store([Said("anna", "Anna", 0), Said("anna", "Other Anna", 1, project: Guid.CreateVersion7())]);
        Assert.Equal(2, (await UsersAsync()).Split(';').Length);
    }

    private static ExchangeRecord Said(string? id, string? name, int minute, string? email = null, Guid? project = null)
    {
        var row = new Exchange
        {
            Id = Guid.CreateVersion7(),
            StartedAt = Some.Start.AddMinutes(minute),
            ProjectId = project ?? Some.Project,
            KeyId = Some.Key,
            User = id,
            UserName = name,
            UserEmail = email,
        };
        return new(row, new() { Id = row.Id, StartedAt = row.StartedAt, ProjectId = row.ProjectId }, ExchangeTexts.OfPreviews(row));
    }

    private Task<string> UsersAsync() => TextAsync("select string_agg(concat_ws(' ', user_id, name, email), '; ' order by user_id, name) from users");

    private Task<string> WrittenByAsync() => TextAsync("select xmin || ' ' || ctid from users");

    private async Task<string> TextAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }
}
