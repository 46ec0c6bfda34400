using Observability.Dashboard.Jobs;
using Observability.Domain.Jobs;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Jobs;

/// <summary>What is written of the runs of a job.</summary>
public sealed class JobRunsTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new(Some.Noon);
    private TestDatabase _database = null!;
    private JobRuns _runs = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        _runs = new(_database.DataSource, _time);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_run_tells_when_it_was_due_how_it_ended_and_how_many_rows_it_made()
    {
        var run = Run("here");
        Assert.Equal(1, await _runs.BeginAsync(run, Ct));
        Assert.Equal(JobOutcome.Running, Assert.Single(await KeptAsync()).Outcome);
        _time.Advance(TimeSpan.FromSeconds(3));
        await _runs.EndAsync(run, 1, new(7, "one day was left"), Ct);

        var kept = Assert.Single(await KeptAsync());
        Assert.Equal((JobOutcome.Done, JobTrigger.Scheduled, 7L, "one day was left"), (kept.Outcome, kept.Trigger, kept.Rows!.Value, kept.Note));
        Assert.Equal((Some.Noon, Some.Noon, Some.Noon.AddSeconds(3)), (kept.DueAt, kept.StartedAt, kept.FinishedAt!.Value));
    }

    [Fact]
    public async Task A_job_that_says_nothing_of_its_rows_has_an_unknown_number_of_them()
    {
        await DoAsync(null);
        var kept = Assert.Single(await KeptAsync());
        Assert.Equal((JobOutcome.Done, null), (kept.Outcome, kept.Rows));
    }

    [Fact]
    public async Task Firings_that_find_nothing_to_do_are_one_row_and_counted()
    {
        await DoAsync(new(0));
        await DoAsync(new(0));
        await DoAsync(new(0));
        var idle = Assert.Single(await KeptAsync());
        Assert.Equal((JobOutcome.Idle, 3L, Some.Noon, Some.Noon.AddSeconds(20)), (idle.Outcome, idle.Times, idle.IdleSince!.Value, idle.StartedAt));

        await DoAsync(new(5));
        await DoAsync(new(0));
        await DoAsync(new(0));
        Assert.Equal(
            [(JobOutcome.Idle, 2L, Some.Noon.AddSeconds(40)), (JobOutcome.Done, 1L, Some.Noon.AddSeconds(30))],
            (await KeptAsync()).Select(r => (r.Outcome, r.Times, r.IdleSince ?? r.StartedAt)));
    }

    [Fact]
    public async Task A_run_somebody_asked_for_is_kept_even_when_there_was_nothing_to_do()
    {
        await DoAsync(new(0), manual: true);
        await DoAsync(new(0), manual: true);
        Assert.All(await KeptAsync(), r => Assert.Equal((JobOutcome.Done, JobTrigger.Manual), (r.Outcome, r.Trigger)));
        Assert.Equal(2, (await KeptAsync()).Count);
    }

    [Fact]
    public async Task A_job_that_failed_is_left_alone_until_its_next_try()
    {
        var run = Run("here");
        await _runs.BeginAsync(run, Ct);
        await _runs.FailAsync(run.Id, new InvalidOperationException("The disk is full."), _time.GetUtcNow().AddSeconds(30), Ct);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(await _runs.BeginAsync(Run("here"), Ct));
        Assert.Equal((JobOutcome.Failed, "The disk is full."), (await KeptAsync()).Select(r => (r.Outcome, r.Error)).Single());

        _time.Advance(TimeSpan.FromSeconds(10));
        var again = Run("here");
        Assert.Equal(2, await _runs.BeginAsync(again, Ct));
        await _runs.EndAsync(again, 2, new(0), Ct);
        var kept = (await KeptAsync())[0];
        Assert.Equal((JobOutcome.Done, JobTrigger.Retry, 2), (kept.Outcome, kept.Trigger, kept.Attempt));
        Assert.Equal(1, await _runs.BeginAsync(Run("here"), Ct));
    }

    [Fact]
    public async Task Whoever_asks_for_a_run_gets_it_though_the_job_was_to_wait_or_is_paused()
    {
        var run = Run("here");
        await _runs.BeginAsync(run, Ct);
        await _runs.FailAsync(run.Id, new InvalidOperationException("no"), _time.GetUtcNow().AddHours(1), Ct);
        await PauseAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await _runs.BeginAsync(Run("here"), Ct));
        Assert.Equal(2, await _runs.BeginAsync(Run("here") with { IsManual = true }, Ct));
    }

    [Fact]
    public async Task A_paused_job_is_left_out_until_it_is_resumed()
    {
        await PauseAsync();
        Assert.Null(await _runs.BeginAsync(Run("here"), Ct));
        Assert.Empty(await KeptAsync());
        await using var resume = _database.DataSource.CreateCommand("delete from job_pauses");
        await resume.ExecuteNonQueryAsync(Ct);
        Assert.Equal(1, await _runs.BeginAsync(Run("here"), Ct));
    }

    [Fact]
    public async Task A_run_whose_dashboard_died_is_lost_and_done_once_more()
    {
        await _runs.BeginAsync(Run("the dead one"), Ct);
        _time.Advance(TimeSpan.FromSeconds(40));
        var again = Run("another");
        Assert.Equal(2, await _runs.BeginAsync(again, Ct));
        await _runs.EndAsync(again, 2, new(3), Ct);
        Assert.Equal(
            [("another", JobOutcome.Done, JobTrigger.Retry), ("the dead one", JobOutcome.Lost, JobTrigger.Scheduled)],
            (await KeptAsync()).Select(r => (r.Instance, r.Outcome, r.Trigger)));
        Assert.NotNull((await KeptAsync())[1].FinishedAt);
    }

    [Fact]
    public async Task What_a_database_says_of_values_is_not_kept_and_long_messages_are_cut()
    {
        var run = Run("here");
        await _runs.BeginAsync(run, Ct);
        await _runs.FailAsync(
            run.Id, new Npgsql.PostgresException("duplicate key", "ERROR", "ERROR", "23505", detail: "Key (user)=(a secret)"), _time.GetUtcNow(), Ct);
        Assert.Equal("23505: duplicate key", Assert.Single(await KeptAsync()).Error);
        await _runs.FailAsync(run.Id, new InvalidOperationException(new string('x', 5000)), _time.GetUtcNow(), Ct);
        Assert.Equal(1001, Assert.Single(await KeptAsync()).Error!.Length);
    }

    [Theory]
    [InlineData(1, 0, 4)]
    [InlineData(1, 1, 6)]
    [InlineData(2, 0.5, 10)]
    [InlineData(5, 0.5, 80)]
    [InlineData(100, 0.5, 600)]
    public void The_wait_doubles_from_five_seconds_to_ten_minutes_and_scatters_by_a_fifth(int attempt, double chance, double seconds) =>
        Assert.Equal(seconds, Backoff.After(attempt, chance).TotalSeconds, 6);

    [Fact]
    public void Every_job_says_what_it_does() => Assert.All(Schedule.Jobs, j => Assert.EndsWith(".", JobWords.What(j.Name), StringComparison.Ordinal));

    private StartedRun Run(string instance) => new(Guid.CreateVersion7(_time.GetUtcNow()), "sweeping", instance, false, _time.GetUtcNow());

    private async Task DoAsync(JobReport? report, bool manual = false)
    {
        var run = Run("here") with { IsManual = manual };
        await _runs.EndAsync(run, (await _runs.BeginAsync(run, Ct))!.Value, report, Ct);
        _time.Advance(TimeSpan.FromSeconds(10));
    }

    private async Task PauseAsync()
    {
        await using var pause = _database.DataSource.CreateCommand("insert into job_pauses values ('sweeping', now(), 'anna@example.com')");
        await pause.ExecuteNonQueryAsync(Ct);
    }

    private async Task<List<JobRun>> KeptAsync()
    {
        await using var db = Some.Db(_database.DataSource);
        return [.. db.JobRuns.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id)];
    }
}
