using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Observability.Ingest.Prices;
using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

/// <summary>What the database is told of requests in flight, and of what arrived.</summary>
public sealed class RunningRequestsTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_request_in_flight_is_told_as_its_request_has_it_and_is_gone_with_the_commit_that_stores_it()
    {
        using var spool = await TestSpool.OpenAsync();
        using var writer = await StartAsync(spool);
        await using var listener = await ListenAsync("exchanges_running", out var told);
        var begin = Some.Begin(body: """{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"How far is the moon?"}]}""");
        Assert.True(await spool.Spool.BeginAsync(begin));
        await RunningAsync(1);
        Assert.True(await listener.WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.Equal([Some.Project.ToString()], told);
        Assert.Equal(
            $"{begin.Id}|openai|openai.chat|chat|gpt-4o|t|anna|chat-1|eu|How far is the moon?|{spool.Spool.Folder.InstanceId}",
            await TextAsync("""
                select concat_ws('|', id, upstream, format, endpoint, model_requested, stream, user_id, session, properties ->> 'region', request_preview, instance_id)
                from running_exchanges
                """));

        // Whoever sees the row must not see it running any more: the trigger looks with the transaction's own eyes, at its end.
        await ExecuteAsync("""
            create function one_or_the_other() returns trigger language plpgsql as $$ begin
                if exists (select from running_exchanges join exchanges using (id)) then raise exception 'both' using errcode = '22000'; end if;
                return null; end $$;
            create constraint trigger one_or_the_other after insert on exchanges deferrable initially deferred for each row execute function one_or_the_other()
            """);
        Assert.True(await spool.Spool.EndAsync(Some.End(begin.Id)));
        await Eventually.HoldsAsync(() => spool.Counters.Rows.Value == 1, Deadline, "it is stored", Ct);
        await RunningAsync(0);
        Assert.Equal((0, 0), (spool.Counters.Quarantined.Value, spool.Counters.RunningErrors.Value));
        await writer.StopAsync(Ct);
    }

    [Fact]
    public async Task What_an_ingest_that_was_killed_left_behind_goes_when_it_starts_again_and_others_keep_theirs()
    {
        using var spool = await TestSpool.OpenAsync();
        foreach (var instance in new[] { spool.Spool.Folder.InstanceId, Guid.CreateVersion7() })
        {
            await ExecuteAsync($$"""
                insert into running_exchanges (instance_id, id, started_at, project_id, key_id, upstream, format, method, path, endpoint, stream, properties, request_bytes)
                values ('{{instance}}', gen_random_uuid(), now(), gen_random_uuid(), gen_random_uuid(), 'u', 'f', 'POST', '/', 'chat', false, '{}', 1)
                """);
        }

        using var writer = await StartAsync(spool);
        await RunningAsync(1);
        Assert.Equal("0", await TextAsync($"select count(*)::text from running_exchanges where instance_id = '{spool.Spool.Folder.InstanceId}'"));
        await writer.StopAsync(Ct);
    }

    [Fact]
    public async Task No_more_are_told_than_the_option_says_and_the_next_ones_when_there_is_room()
    {
        using var spool = await TestSpool.OpenAsync(o => o.RunningRequests = 2);
        using var writer = await StartAsync(spool);
        var begun = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            begun.Add(Some.Begin().Id);
            Assert.True(await spool.Spool.BeginAsync(Some.Begin(begun[i])));
        }

        await RunningAsync(2);
        var first = Guid.Parse(await TextAsync("select min(id::text) from running_exchanges"));
        Assert.True(await spool.Spool.EndAsync(Some.End(first)));
        await Eventually.HoldsAsync(
            async () => await TextAsync($"select count(*) filter (where id <> '{first}') || '/' || count(*) from running_exchanges") == "2/2",
            Deadline, "the third has taken its place", Ct);
        await writer.StopAsync(Ct);
    }

    [Fact]
    public async Task A_table_that_refuses_costs_no_exchange()
    {
        await ExecuteAsync("""
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
            create trigger refuse before insert on running_exchanges for each row execute function refuse()
            """);
        using var spool = await TestSpool.OpenAsync();
        using var writer = await StartAsync(spool);
        var begin = Some.Begin();
        Assert.True(await spool.Spool.BeginAsync(begin));
        await Eventually.HoldsAsync(() => spool.Counters.RunningErrors.Value == 1, Deadline, "it was tried", Ct);
        Assert.True(await spool.Spool.EndAsync(Some.End(begin.Id)));
        await Eventually.HoldsAsync(() => spool.Counters.Rows.Value == 1, Deadline, "it is stored", Ct);
        Assert.Equal((0, 1), (spool.Counters.WriterErrors.Value, spool.Counters.RunningErrors.Value));
        await writer.StopAsync(Ct);
    }

    [Fact]
    public async Task What_ended_without_becoming_a_row_runs_no_more()
    {
        await ExecuteAsync($"""
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'poison' using errcode = '22000'; end $$;
            create trigger refuse before insert on exchanges for each row execute function refuse()
            """);
        using var spool = await TestSpool.OpenAsync();
        using var writer = await StartAsync(spool);
        var begin = Some.Begin();
        Assert.True(await spool.Spool.BeginAsync(begin));
        await RunningAsync(1);
        Assert.True(await spool.Spool.EndAsync(Some.End(begin.Id)));
        await Eventually.HoldsAsync(() => spool.Counters.Quarantined.Value == 1, Deadline, "it is in quarantine", Ct);
        await RunningAsync(0);
        await writer.StopAsync(Ct);
    }

    [Fact]
    public async Task Arrivals_are_the_exchanges_that_were_really_new_one_row_for_each_commit_and_project()
    {
        using var spool = await TestSpool.OpenAsync();
        var (begin, _) = await spool.AddAsync();
        await spool.StopAsync();
        File.Copy(spool.Segments.Single(), Path.Combine(spool.Options.Folder, "0000000000000050.spool"));
        await spool.OpenAsync();
        using (var writer = await StartAsync(spool))
        {
            await Eventually.HoldsAsync(() => spool.Counters.Duplicates.Value == 1, Deadline, "it is delivered twice", Ct);
            await writer.StopAsync(Ct);
        }

        Assert.Equal($"1|{Some.Project}|{begin.Id}|1", await TextAsync("select concat_ws('|', count(*), min(project_id::text), min(ids[1]::text), sum(cardinality(ids))) from exchange_arrivals"));
        Assert.Equal("1", await TextAsync("select count(*)::text from exchange_arrivals a join exchanges e on e.id = a.ids[1] and e.started_at = a.started[1]"));
    }

    [Fact]
    public async Task Arrivals_are_forgotten_after_minutes()
    {
        await ExecuteAsync("insert into exchange_arrivals (project_id, at, ids, started) values (gen_random_uuid(), now() - interval '6 minutes', '{}', '{}'), (gen_random_uuid(), now() - interval '1 minute', '{}', '{}')");
        using var spool = await TestSpool.OpenAsync();
        using var writer = await StartAsync(spool);
        await Eventually.HoldsAsync(async () => await TextAsync("select count(*)::text from exchange_arrivals") == "1", Deadline, "the old one is gone", Ct);
        await writer.StopAsync(Ct);
    }

    private async Task<ExchangeWriter> StartAsync(TestSpool spool)
    {
        var writer = new ExchangeWriter(
            spool.Spool, _database.Ingest, new CurrentPrices(NullLogger<CurrentPrices>.Instance), TimeProvider.System, NullLogger<ExchangeWriter>.Instance);
        await writer.StartAsync(Ct);
        return writer;
    }

    private Task<NpgsqlConnection> ListenAsync(string channel, out List<string> told)
    {
        var heard = told = [];
        return OpenAsync();

        async Task<NpgsqlConnection> OpenAsync()
        {
            var listener = await _database.DataSource.OpenConnectionAsync(Ct);
            listener.Notification += (_, n) => heard.Add(n.Payload);
            await using var listen = new NpgsqlCommand($"listen {channel}", listener);
            await listen.ExecuteNonQueryAsync(Ct);
            return listener;
        }
    }

    private Task RunningAsync(int count) => Eventually.HoldsAsync(
        async () => await TextAsync("select count(*)::text from running_exchanges") == count.ToString(CultureInfo.InvariantCulture), Deadline, $"{count} run", Ct);

    private async Task<string> TextAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
