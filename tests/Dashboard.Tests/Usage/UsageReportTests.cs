using Npgsql;
using Observability.Dashboard.Tests.Revisions;
using Observability.Dashboard.Usage;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;
using Observability.Domain.Keys;
using Observability.Domain.Pricing;
using Observability.Domain.Rollups;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Usage;

public sealed class UsageReportTests : IAsyncLifetime
{
    private const int Count = 240;
    private static readonly DateTimeOffset From = Some.Noon.AddHours(-1);
    private static readonly DateTimeOffset To = Some.Noon.AddHours(3);

    private RevisionDesk _desk = null!;
    private Guid _key;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static IReadOnlyList<DateTimeOffset> Bounds => Buckets.Bounds(From, To, BucketStep.Hour, TimeZoneInfo.Utc);

    public async ValueTask InitializeAsync()
    {
        _desk = await RevisionDesk.OpenAsync(Ct);
        _key = Guid.CreateVersion7();
        await using (var db = Some.Db(_desk.Source))
        {
            db.Add(new Key { Id = _key, ProjectId = _desk.Project, Kind = KeyKind.Write, Name = "Kitchen", Hint = "ob-w-abc", Digest = new byte[32], CreatedAt = Some.Noon });
            await db.SaveChangesAsync(Ct);
        }

        // Ten models, seven users, some without a price or an estimate only; spread over three hours, the middle one quiet.
        await _desk.StoreAsync(Count, (i, row) =>
        {
            row.StartedAt = Some.Noon.AddMinutes(i % 60).AddHours(i % 2 == 0 ? 0 : 2);
            row.ModelRequested = $"m{i % 10}";
            (row.User, row.UserName) = (i % 7 == 0 ? null : $"u{i % 7}", null);
            row.KeyId = i % 3 == 0 ? _key : row.KeyId;
            row.Session = $"chat-{i % 40}";
            row.Properties = i % 4 == 0 ? "{}" : $$"""{"region":"r{{i % 4}}"}""";
            row.Pricing = (i % 11) switch { 0 => PricingState.Unpriced, 1 => PricingState.Estimated, _ => PricingState.Priced };
            row.CostUsd = i % 11 > 1 ? i * 0.000000000001m : null;
            row.EstimatedCostUsd = i % 11 == 1 ? 0.5m : null;
            row.Outcome = i % 13 == 0 ? ExchangeOutcome.UpstreamRefused : ExchangeOutcome.Completed;
            row.Task = i % 9 == 0 ? "title_generation" : null;
        }, Ct);
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Theory]
    [InlineData("model", 10)]
    [InlineData("user", 7)]
    [InlineData("key", 161)]
    [InlineData("upstream", 1)]
    [InlineData("task", 2)]
    [InlineData("outcome", 2)]
    [InlineData("session", 40)]
    [InlineData("prop.region", 4)]
    public async Task Whatever_it_is_told_by_the_parts_are_the_whole_to_the_last_digit(string by, int groups)
    {
        var one = await AskAsync(new(Bounds, null, UsageMeasure.Cost, null, 5, Filter.None));
        var many = await AskAsync(new(Bounds, null, UsageMeasure.Cost, Dimension.Parse(by), 5, Filter.None));
        Assert.Equal(groups, many.Count);
        Assert.Equal(groups > 5 ? 6 : groups, many.Groups.Count);
        Assert.Equal(groups > 5, many.Groups[^1].IsOther);
        foreach (var measure in Enum.GetValues<UsageMeasure>())
        {
            Assert.Equal(one.Whole.Of(measure), many.Whole.Of(measure));
            for (var bucket = 0; bucket < Bounds.Count - 1; bucket++)
            {
                Assert.Equal(one.Groups[0].ByBucket[bucket]?.Of(measure) ?? 0, many.Groups.Sum(g => g.ByBucket[bucket]?.Of(measure) ?? 0));
            }
        }

        Assert.Equal(Count, many.Whole.Exchanges);
        Assert.Equal(22, many.Whole.Unpriced);
        Assert.Equal(11m, many.Whole.EstimatedCostUsd);
    }

    [Fact]
    public async Task Keys_and_users_have_their_names_and_what_is_unknown_has_none()
    {
        var keys = await AskAsync(new(Bounds, null, UsageMeasure.Exchanges, Dimension.Key, 5, Filter.None));
        Assert.Equal((_key.ToString(), "Kitchen", 80L), (keys.Groups[0].Name, keys.Groups[0].Title, keys.Groups[0].Whole.Exchanges));
        await using (var command = _desk.Source.CreateCommand(
            "insert into users (project_id, user_id, name, groups, described_at) values ($1, 'u3', 'Dora', '{}', now()) on conflict (project_id, user_id) do update set name = 'Dora'"))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _desk.Project });
            await command.ExecuteNonQueryAsync(Ct);
        }

        var users = await AskAsync(new(Bounds, null, UsageMeasure.Exchanges, Dimension.User, 25, Filter.None));
        Assert.Equal("Dora", users.Groups.Single(g => g.Name == "u3").Title);
        Assert.Contains(users.Groups, g => g is { Name: null, IsOther: false });
    }

    [Fact]
    public async Task A_group_taken_as_a_filter_is_that_group()
    {
        foreach (var by in new[] { Dimension.Model, Dimension.User, Dimension.Key, Dimension.Task, Dimension.Outcome, Dimension.Session, Dimension.Property("region") })
        {
            var all = await AskAsync(new(Bounds, null, UsageMeasure.Exchanges, by, 5, Filter.None));
            foreach (var group in all.Groups.Where(g => !g.IsOther))
            {
                var alone = await AskAsync(new(Bounds, null, UsageMeasure.Exchanges, null, 5, UsageTerms.Of(Filter.None, by, group.Name)!));
                Assert.Equal((group.Whole.Exchanges, group.Whole.CostUsd), (alone.Whole.Exchanges, alone.Whole.CostUsd));
            }
        }
    }

    [Fact]
    public async Task The_terms_of_a_count_keep_what_was_counted()
    {
        var all = (await AskAsync(new(Bounds, null, UsageMeasure.Exchanges, null, 5, Filter.None))).Whole;
        foreach (var measure in new[] { UsageMeasure.Requests, UsageMeasure.Tasks, UsageMeasure.Errors, UsageMeasure.Unpriced })
        {
            var kept = await AskAsync(new(Bounds, null, measure, null, 5, UsageTerms.Counted(Filter.None, measure)));
            Assert.Equal((long)all.Of(measure)!, kept.Whole.Exchanges);
        }
    }

    [Fact]
    public async Task The_period_before_is_told_by_bucket_and_by_group()
    {
        var later = Buckets.Bounds(Some.Noon.AddHours(2), Some.Noon.AddHours(4), BucketStep.Hour, TimeZoneInfo.Utc);
        var before = Buckets.Bounds(Some.Noon, Some.Noon.AddHours(2), BucketStep.Hour, TimeZoneInfo.Utc);
        var report = await AskAsync(new(later, before, UsageMeasure.Exchanges, Dimension.Model, 8, Filter.None));
        Assert.Equal([120L, null], report.Before!.Select(t => t?.Exchanges));
        Assert.Equal(120, report.BeforeWhole!.Exchanges);
        // Even ones were called before, odd ones now: nothing before of any of them.
        Assert.Equal(["m1", "m3", "m5", "m7", "m9"], report.Groups.Select(g => g.Name).Order(StringComparer.Ordinal));
        Assert.All(report.Groups, g => Assert.Null(g.Before));
    }

    [Fact]
    public async Task Other_projects_are_not_seen()
    {
        var other = await RevisionDesk.AddProjectAsync(_desk.Source, "two", Ct);
        await using var db = Some.Db(_desk.Source);
        var report = await new AskUsageReportHandler(_desk.Source, db, _desk.Admin with { Scope = ProjectScope.Authorised(other) }).Handle(
            new(Bounds, null, UsageMeasure.Exchanges, Dimension.Key, 5, Filter.None), Ct);
        Assert.Empty(report.Groups);
        Assert.Equal(0, report.Whole.Exchanges);
    }

    [Fact]
    public async Task Changes_of_prices_of_what_was_called_are_marked_and_no_others()
    {
        await using (var db = Some.Db(_desk.Source))
        {
            db.AddRange(Price("m1", Some.Noon.AddHours(1)), Price("m2", Some.Noon.AddHours(1)), Price("m3", From.AddDays(-1)), Price("unheard", Some.Noon), Price("m4", null));
            await db.SaveChangesAsync(Ct);
        }

        var report = await AskAsync(new(Bounds, null, UsageMeasure.Cost, Dimension.User, 5, Filter.None));
        var change = Assert.Single(report.PriceChanges);
        Assert.Equal((Some.Noon.AddHours(1), true), (change.At, change.IsOwn));
        Assert.Equal([("openai", "m1"), ("openai", "m2")], change.Calls.Order());
        Assert.Empty((await AskAsync(new(Bounds, null, UsageMeasure.Tokens, Dimension.User, 5, Filter.None))).PriceChanges);
    }

    [Fact]
    public async Task The_pace_is_the_viewers_month_and_what_is_not_known_stands_beside_it()
    {
        var clock = new ManualTimeProvider(Some.Noon.AddHours(4));
        var pace = await new AskCostPaceHandler(_desk.Source, _desk.Admin, clock).Handle(new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu"), Filter.None), Ct);
        var all = (await AskAsync(new(Bounds, null, UsageMeasure.Cost, null, 5, Filter.None))).Whole;
        Assert.Equal(new DateOnly(2026, 3, 14), pace.Today);
        Assert.Equal((all.CostUsd, all.Unpriced, all.EstimatedCostUsd), (pace.Month.CostUsd, pace.Month.Unpriced, pace.Month.EstimatedCostUsd));
        Assert.Equal(all.CostUsd, pace.DayUsd);
        Assert.Equal(((decimal?)null, (MonthForecast?)null, 0), (pace.WeekUsdPerDay, pace.Forecast, pace.WholeDays));
        clock.Advance(TimeSpan.FromDays(9));
        var later = await new AskCostPaceHandler(_desk.Source, _desk.Admin, clock).Handle(new(TimeZoneInfo.Utc, Filter.None), Ct);
        Assert.Equal(((decimal?)null, 8, (int?)1), (later.DayUsd, later.WholeDays, later.Forecast?.Weeks));
        Assert.Equal(all.CostUsd, later.Forecast!.Usd);
    }

    private OwnPrice Price(string model, DateTimeOffset? from) => new()
    {
        Id = Guid.CreateVersion7(),
        ProjectId = _desk.Project,
        Model = model,
        StartsAt = from,
        CreatedAt = Some.Noon,
        CreatedBy = "anna",
        Rates = """{"input":1}""",
    };

    private async Task<UsageReport> AskAsync(AskUsageReport question)
    {
        await using var db = Some.Db(_desk.Source);
        return await new AskUsageReportHandler(_desk.Source, db, _desk.Admin).Handle(question, Ct);
    }
}
