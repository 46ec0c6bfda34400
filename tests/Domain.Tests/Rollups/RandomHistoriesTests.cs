using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Observability.Testing;

namespace Observability.Domain.Tests.Rollups;

/// <summary>
/// Random histories of exchanges, with the job at work, dying and racing itself: whatever is asked at any point is what the exchanges say, and in the
/// end so is every row of every table of sums.
/// </summary>
/// <remarks>
/// A thousand histories each time, <see cref="World.Size"/> at once; <c>OBSERVABILITY_TEST_HISTORIES=10000</c> plays ten thousand, which takes some
/// minutes. FsCheck tells the seed of a world that fails: <c>Config.WithReplay</c> plays it again.
/// </remarks>
[Trait("Fault", "F-48")]
[Trait("Fault", "F-49")]
public sealed class RandomHistoriesTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static int Histories => Quick.IsOn ? World.Size
        : int.TryParse(Environment.GetEnvironmentVariable("OBSERVABILITY_TEST_HISTORIES"), CultureInfo.InvariantCulture, out var histories) ? histories : 1_000;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        await using var prepare = _database.DataSource.CreateCommand(HistorySql.Prepare);
        await prepare.ExecuteNonQueryAsync(Ct);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public void Every_answer_at_every_point_and_every_sum_in_the_end_is_what_the_exchanges_say()
    {
        var played = new Played();
        Prop.ForAll(World.Any.ToArbitrary(), world => new PlayedWorld(_database.DataSource, world, played).PlayAsync(Ct).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Math.Max(1, Histories / World.Size)));
        TestContext.Current.TestOutputHelper?.WriteLine(played.ToString()!);

        // A world without any of these would prove nothing.
        Assert.True(played.Answers > 0 && played.Rows > 0 && played.Kills > 0 && played.FromSums > 0 && played.HistogramRows > 0, played.ToString());
    }
}
