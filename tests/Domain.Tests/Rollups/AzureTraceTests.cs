using Observability.Domain.Rollups;
using Observability.Testing;

namespace Observability.Domain.Tests.Rollups;

/// <summary>28,185 calls as they arrived at two services of Azure in November 2023, moved to where clocks are moved.</summary>
[Trait("Fault", "F-47")]
[Trait("Fault", "F-48")]
public sealed class AzureTraceTests : IAsyncLifetime
{
    private static readonly RollupPace Hasty = new(TimeSpan.FromDays(30_000), TimeSpan.Zero, TimeSpan.Zero);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("UTC", "2026-11-01T00:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T01:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-03-01T18:15:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T15:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-03T15:30:00Z")]
    public async Task Sums_of_the_trace_by_hour_and_by_day_of_a_place_are_the_sums_of_its_rows(string place, string changed)
    {
        var change = DateTimeOffset.Parse(changed, System.Globalization.CultureInfo.InvariantCulture);
        await LoadAsync(change);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(place);
        foreach (var step in new[] { BucketStep.QuarterHour, BucketStep.Hour, BucketStep.SixHours, BucketStep.Day })
        {
            // Before the job, in the middle of its work, and when nothing is behind any more.
            var bounds = Buckets.Bounds(change.AddDays(-2), change.AddDays(2), step, zone);
            await IsExactAsync(new(bounds) { Distributions = Enum.GetValues<Distribution>() });
            await IsExactAsync(new(bounds, Dimension.Model) { Distributions = [Distribution.Latency], Top = new(1, UsageMeasure.Cost) });
            await IsExactAsync(new(bounds, Dimension.User) { ByBucket = false });
            await Run(change).StepAsync(Ct);
        }

        await Run(change).RunAsync(Ct);
        Assert.Empty(await RawTables.DifferencesAsync(_database.DataSource, Ct));
        Assert.Empty(await RawTables.HistogramDifferencesAsync(_database.DataSource, RollupLevel.Day, Cut.Models, Ct));
        foreach (var step in new[] { BucketStep.Hour, BucketStep.Day })
        {
            await IsExactAsync(new(Buckets.Bounds(change.AddDays(-2), change.AddDays(2), step, zone)) { Distributions = Enum.GetValues<Distribution>() });
        }
    }

    private RollupRun Run(DateTimeOffset change) => new(_database.DataSource, new ManualTimeProvider(change.AddDays(3)), Hasty);

    private async Task IsExactAsync(UsageQuery query)
    {
        await using var usage = await UsageSnapshot.OpenAsync(_database.DataSource, Exchanges.Project, Ct);
        var answer = await usage.SumAsync(query, Ct);
        Assert.Equal(AzureTrace.Calls, answer.Rows.Sum(r => r.Tally.Exchanges));
        Assert.Null((await RawAnswer.OfAsync(_database.DataSource, Exchanges.Project, query, Ct)).Difference(answer));
    }

    // The middle of its hour lies where the clock is moved.
    private async Task LoadAsync(DateTimeOffset change)
    {
        var calls = AzureTrace.Load();
        Assert.SkipWhen(calls is null, SharedCorpora.Absent);
        Assert.Equal(AzureTrace.Calls, calls.Count);
        await Exchanges.MakeDaysAsync(_database.DataSource, change.AddDays(-2), change.AddDays(2), Ct);
        var (first, last) = (calls.Min(c => c.StartedAt), calls.Max(c => c.StartedAt));
        var middle = first + ((last - first) / 2);
        await Exchanges.CopyAsync(_database.DataSource, Exchanges.Project, calls, change - middle, Ct);
    }
}
