using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Observability.Ingest.Prices;
using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

/// <summary>From the spool into a real PostgreSQL.</summary>
public sealed class ExchangeWriterTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_exchange_is_a_row_with_its_bytes_and_its_project_is_told()
    {
        await using var database = await TestDatabase.CreateAsync(Cancelled);
        using var spool = await TestSpool.OpenAsync();
        await using var listener = await database.DataSource.OpenConnectionAsync(Cancelled);
        var told = new List<string>();
        listener.Notification += (_, n) => told.Add(n.Payload);
        await using (var listen = new NpgsqlCommand("listen exchanges_arrived", listener))
        {
            await listen.ExecuteNonQueryAsync(Cancelled);
        }

        var (begin, _) = await spool.AddAsync("the question", "the answer");
        await WriteAsync(spool, database, () => spool.Counters.Rows.Value == 1);
        Assert.True(await listener.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
        Assert.Equal([Some.Project.ToString()], told);
        Assert.Equal(
            "openai|completed|kept|anna|the question|the answer",
            await TextAsync(database, $"""
                select concat_ws('|', upstream, outcome, capture, user_id, convert_from(request_body, 'UTF8'), convert_from(response_body, 'UTF8'))
                from exchanges join exchange_bodies using (id, started_at) where id = '{begin.Id}'
                """));
    }

    [Fact]
    public async Task The_words_of_an_exchange_are_stored_with_it()
    {
        await using var database = await TestDatabase.CreateAsync(Cancelled);
        using var spool = await TestSpool.OpenAsync();
        await spool.AddAsync(
            """{"model":"gpt-4o","messages":[{"role":"user","content":"Wo ist 東京\u0000?"}]}""",
            """{"choices":[{"index":0,"message":{"role":"assistant","content":"In Japan 😀"},"finish_reason":"stop"}]}""");
        await WriteAsync(spool, database, () => spool.Counters.Rows.Value == 1);
        Assert.Equal(
            "wo ist 東京 ?|in japan 😀|1",
            await TextAsync(database, """
                select concat_ws('|', t.input, t.output, count(*) over ()) from exchanges e join exchange_texts t using (id, started_at, project_id)
                """));
    }

    [Fact]
    public async Task A_row_is_stored_with_what_it_cost_and_how_that_came_about()
    {
        await using var database = await TestDatabase.CreateAsync(Cancelled);
        using var spool = await TestSpool.OpenAsync();
        await spool.AddAsync("""{"model":"gpt-4o"}""", """{"model":"gpt-4o-2024-08-06","choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":100}}""");
        await WriteAsync(spool, database, () => spool.Counters.Rows.Value == 1);

        // 1,000 × $2.50 + 100 × $10 per million.
        Assert.Equal(
            "priced|0.0035|gpt-4o|2",
            await TextAsync(database, """
                select concat_ws('|', pricing, trim_scale(cost_usd), cost_breakdown #>> '{price,model}', jsonb_array_length(cost_breakdown -> 'lines'))
                from exchanges
                """));
    }

    [Fact]
    [Trait("Fault", "F-20")]
    public async Task Delivered_three_times_it_is_one_row()
    {
        await using var database = await TestDatabase.CreateAsync(Cancelled);
        using var spool = await TestSpool.OpenAsync();
        await spool.AddAsync();
        await spool.StopAsync();
        var segment = spool.Segments.Single();
        File.Copy(segment, Path.Combine(spool.Options.Folder, "0000000000000050.spool"));
        File.Copy(segment, Path.Combine(spool.Options.Folder, "0000000000000051.spool"));
        await spool.OpenAsync();
        await WriteAsync(spool, database, () => spool.Counters.Duplicates.Value == 2);
        Assert.Equal("1/1/1", await CountsAsync(database));
    }

    [Fact]
    [Trait("Fault", "F-02")]
    public async Task Killed_between_commit_and_bookmark_it_stores_nothing_twice()
    {
        await using var database = await TestDatabase.CreateAsync(Cancelled);
        using var spool = await TestSpool.OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            await spool.AddAsync();
        }

        await WriteAsync(spool, database, () => spool.Counters.Rows.Value == 20);
        spool.Crash();
        File.Delete(Path.Combine(spool.Options.Folder, Bookmark.FileName));
        await spool.OpenAsync();
        await WriteAsync(spool, database, () => spool.Counters.Duplicates.Value == 20);
        Assert.Equal(0, spool.Counters.Rows.Value);
        Assert.Equal("20/20/20", await CountsAsync(database));
    }

    [Fact]
    [Trait("Fault", "F-19")]
    public async Task One_poison_record_is_quarantined_and_the_other_999_are_stored()
    {
        await using var database = await TestDatabase.CreateAsync(Cancelled);

        // The reader makes harmless whatever PostgreSQL is known to refuse, so this one is refused by the key: 22000 is a data exception.
        await ExecuteAsync(database, $"""
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'poison' using errcode = '22000'; end $$;
            create trigger refuse before insert on exchanges for each row when (new.key_id = '{Guid.Empty}') execute function refuse()
            """);
        using var spool = await TestSpool.OpenAsync();
        var poison = Guid.Empty;
        for (var i = 0; i < 1000; i++)
        {
            var begin = Some.Begin();
            begin = i == 617 ? begin with { KeyId = Guid.Empty } : begin;
            poison = i == 617 ? begin.Id : poison;
            Assert.True(await spool.Spool.BeginAsync(begin));
            Assert.True(await spool.Spool.EndAsync(Some.End(begin.Id)));
        }

        await WriteAsync(spool, database, () => spool.Counters.Rows.Value == 999 && spool.Counters.Quarantined.Value == 1);
        Assert.Equal("999/999/999", await CountsAsync(database));
        Assert.StartsWith(poison.ToString(), Path.GetFileName(Assert.Single(spool.QuarantineFiles)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Fault", "F-25")]
    public async Task A_record_forty_days_late_gets_its_partition()
    {
        await using var database = await TestDatabase.CreateAsync(Cancelled);
        using var spool = await TestSpool.OpenAsync();
        var begin = Some.Begin(startedAt: Some.Start.AddDays(-40));
        Assert.True(await spool.Spool.BeginAsync(begin));
        Assert.True(await spool.Spool.EndAsync(Some.End(begin.Id)));
        await WriteAsync(spool, database, () => spool.Counters.Rows.Value == 1);
        Assert.Equal("1", await TextAsync(database, "select count(*)::text from exchanges_20261013"));
    }

    [Fact]
    [Trait("Fault", "F-25")]
    public async Task A_partition_that_was_dropped_is_made_again()
    {
        await using var database = await TestDatabase.CreateAsync(Cancelled);
        using var spool = await TestSpool.OpenAsync();
        await spool.AddAsync();
        await WriteAsync(spool, database, () => spool.Counters.Rows.Value == 1, async () =>
        {
            await ExecuteAsync(database, "drop table exchanges_20261122, exchange_bodies_20261122, exchange_texts_20261122");
            await spool.AddAsync();
            await Eventually.HoldsAsync(() => spool.Counters.Rows.Value == 2, Deadline, "the second is stored", Cancelled);
        });
        Assert.Equal(0, spool.Counters.Quarantined.Value);
        Assert.Equal("1/1/1", await CountsAsync(database));
    }

    [Fact]
    [Trait("Fault", "F-15")]
    public async Task PostgreSQL_away_at_the_start_and_killed_later_costs_nothing()
    {
        await using var server = await TestServer.StartAsync(Cancelled);
        await using var database = await server.CreateEmptyDatabaseAsync(Cancelled);
        await server.StopServerAsync(Cancelled);
        using var spool = await TestSpool.OpenAsync();
        await spool.AddAsync();
        await WriteAsync(spool, database, () => spool.Counters.WriterErrors.Value > 0, async () =>
        {
            await server.StartServerAsync(Cancelled);
            await Eventually.HoldsAsync(() => spool.Counters.Rows.Value == 1, Deadline, "the schema is made and the row stored", Cancelled);
            var errors = spool.Counters.WriterErrors.Value;
            await server.KillServerAsync(Cancelled);
            await spool.AddAsync();
            await Eventually.HoldsAsync(() => spool.Counters.WriterErrors.Value > errors, Deadline, "an attempt fails", Cancelled);
            await server.StartServerAsync(Cancelled);
            await Eventually.HoldsAsync(() => spool.Counters.Rows.Value + spool.Counters.Duplicates.Value == 2, Deadline, "the second is stored", Cancelled);
        }, isOwner: true);
        Assert.Equal("2/2/2", await CountsAsync(database));
    }

    [Fact]
    [Trait("Fault", "F-23")]
    public async Task A_newer_schema_stops_the_writing_and_not_the_spooling()
    {
        await using var database = await TestDatabase.CreateAsync(Cancelled);
        await ExecuteAsync(database, "insert into schema_migrations (name, checksum, duration_ms) values ('9999_future', 'x', 1)");
        using var spool = await TestSpool.OpenAsync();
        await WriteAsync(spool, database, () => true, async () => await spool.AddAsync());
        Assert.Equal("0/0/0", await CountsAsync(database));
        Assert.Equal(1, spool.Spool.State.Backlog);
    }

    [Fact]
    public async Task It_reports_itself_under_a_name_that_stays_with_the_folder()
    {
        await using var database = await TestDatabase.CreateAsync(Cancelled);
        using var spool = await TestSpool.OpenAsync();
        await spool.AddAsync();
        await WriteAsync(spool, database, () => spool.Counters.Rows.Value == 1, () => ReportedAsync(database, 1));
        await spool.KillAndReopenAsync();
        await WriteAsync(spool, database, () => true, () => ReportedAsync(database, 0));
        Assert.Equal("1", await TextAsync(database, "select count(*)::text from ingest_instances"));
    }

    [Fact]
    public async Task The_columns_it_copies_are_all_there_are()
    {
        await using var database = await TestDatabase.CreateAsync(Cancelled);
        // A job says later which exchanges were relayed, people what they think of them.
        foreach (var (table, columns) in new[] { ("exchanges", ExchangeCopy.RowColumns + ", relayed, rating, tags, scores, comments"), ("exchange_bodies", ExchangeCopy.BodyColumns), ("exchange_texts", ExchangeCopy.TextColumns) })
        {
            var all = await TextAsync(database, $"select string_agg(column_name, ',' order by column_name) from information_schema.columns where table_name = '{table}'");
            Assert.Equal(all, string.Join(',', columns.Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)));
        }
    }

    [Theory]
    [Trait("Fault", "F-18")]
    [InlineData("22021", StoreFailure.Refused)]
    [InlineData("23505", StoreFailure.Refused)]
    [InlineData("54000", StoreFailure.Refused)]
    [InlineData("23514", StoreFailure.PartitionGone)]
    [InlineData("08006", StoreFailure.Later)]
    [InlineData("40P01", StoreFailure.Later)]
    [InlineData("53100", StoreFailure.Later)]
    [InlineData("57P01", StoreFailure.Later)]
    [InlineData("58030", StoreFailure.Later)]
    [InlineData("42703", StoreFailure.Later)]
    public void What_a_refusal_means_is_told_by_its_code(string code, object meaning) =>
        Assert.Equal(meaning, StoreFailures.Of(new PostgresException("no", "ERROR", "ERROR", code)));

    private static Task ReportedAsync(TestDatabase database, int rows) => Eventually.HoldsAsync(
        async () => await TextAsync(database, $"select exists (select from ingest_instances where rows = {rows} and seen_at > now() - interval '1 minute')::text") == "true",
        Deadline,
        "it has reported itself",
        Cancelled);

    private static async Task WriteAsync(TestSpool spool, TestDatabase database, Func<bool> until, Func<Task>? then = null, bool isOwner = false)
    {
        using var writer = new ExchangeWriter(
            spool.Spool, isOwner ? database.DataSource : database.Ingest, new CurrentPrices(NullLogger<CurrentPrices>.Instance), TimeProvider.System, NullLogger<ExchangeWriter>.Instance);
        await writer.StartAsync(Cancelled);
        await Eventually.HoldsAsync(until, Deadline, $"the writer gets there ({spool.Spool.State})", Cancelled);
        if (then is not null)
        {
            await then();
        }

        await writer.StopAsync(Cancelled);
    }

    private static Task<string> CountsAsync(TestDatabase database) =>
        TextAsync(database, "select (select count(*) from exchanges) || '/' || (select count(*) from exchange_bodies) || '/' || (select count(*) from exchange_texts)");

    private static async Task<string> TextAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
