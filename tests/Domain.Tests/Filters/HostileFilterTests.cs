using Npgsql;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;
using Observability.Testing;

namespace Observability.Domain.Tests.Filters;

/// <summary>Filters made to take long, over texts made for them.</summary>
[Trait("Fault", "F-53")]
public sealed class HostileFilterTests
{
    private const int Attempts = 10;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    // How long PostgreSQL counts to a million on a machine that does nothing else, and is not new.
    private static readonly TimeSpan Count = TimeSpan.FromMilliseconds(150);
    private static readonly Guid Project = new("00000000-0000-0000-0000-0000000000a1");

    // As long as a side of a search text may be.
    private static readonly string Same = new('a', 16_000);
    private static readonly string Mixed = string.Concat(Enumerable.Repeat("aab", 5_000));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Filters { get; } =
    [
        "*a*a*a*a*a*a*b*",
        "*ab*ab*ab*ab*ab*ab*x",
        string.Join('*', Enumerable.Repeat(new string('a', 440), 8)) + "*b",
        new string('a', 1_990) + "b" + new string('a', 1_990),
        new string('a', 3_900) + "b",
        $"*{new string('a', 1_990)}b{new string('a', 1_990)}*",
        string.Join(' ', Enumerable.Repeat("text:*a*a*a*a*b*", 60).Select((f, i) => f + new string('c', i / 2))),
        string.Join(" OR ", Enumerable.Repeat("path:*a*a*a*a*a*a*a*b", 60).Select((f, i) => f + i)),
        string.Join(" OR ", Enumerable.Range(0, 99).Select(i => $"-input:*aab*b{i}*")),
        string.Concat(Enumerable.Repeat("-(", 16)) + "a*b" + new string(')', 16),
    ];

    [Theory]
    [MemberData(nameof(Filters))]
    public void None_takes_long_in_memory(string text)
    {
        var asked = FilterPredicate.Of(Read(text), new(Project));
        Assert.InRange(Best(() => _ = asked(new(Row(Same))) | asked(new(Row(Mixed)))), TimeSpan.Zero, Limit);
    }

    [Fact]
    public async Task None_takes_long_in_SQL()
    {
        await using var database = await TestDatabase.CreateAsync(Ct);
        await using var connection = await database.DataSource.OpenConnectionAsync(Ct);
        foreach (var (filter, text) in Filters.SelectMany(f => new[] { Same, Mixed }.Select(t => (f.Data, t))))
        {
            await using var hostile = connection.CreateCommand();
            var condition = FilterSql.OverExchanges(Read(filter), Project, hostile.Parameters);
            hostile.Parameters.Add(new() { Value = text });
            hostile.CommandText =
                $"""
                select {condition}
                from (select gen_random_uuid() as id, now() as started_at, ${hostile.Parameters.Count}::text as request_preview, 'a' as response_preview, 'a' as path offset 0) e
                """;
            await using var counting = connection.CreateCommand();
            counting.CommandText = "select count(*) from generate_series(1, 1000000)";
            var (best, attempts) = (TimeSpan.MaxValue, new List<TimeSpan>());
            while (attempts.Count < Attempts && best > Limit)
            {
                // On a machine that is busy with other things, counting to a million takes longer too.
                var slowness = Math.Max(1, await TakesAsync(counting) / Count);
                attempts.Add(await TakesAsync(hostile));
                best = attempts[^1] / slowness < best ? attempts[^1] / slowness : best;
            }

            Assert.True(best <= Limit, $"{string.Join(", ", attempts)} for {filter}");
        }
    }

    private static async Task<TimeSpan> TakesAsync(NpgsqlCommand command)
    {
        var started = TimeProvider.System.GetTimestamp();
        await command.ExecuteScalarAsync(Ct);
        return TimeProvider.System.GetElapsedTime(started);
    }

    private static Filter Read(string text)
    {
        var (filter, error) = Filter.Parse(text);
        Assert.Null(error);
        return filter!;
    }

    private static Exchange Row(string text) => new() { RequestPreview = text, ResponsePreview = text, Path = text };

    // The best of some tries: what else the machine does is no part of it.
    private static TimeSpan Best(Action ask) => Enumerable.Range(0, Attempts).Min(_ =>
    {
        var started = TimeProvider.System.GetTimestamp();
        ask();
        return TimeProvider.System.GetElapsedTime(started);
    });
}
