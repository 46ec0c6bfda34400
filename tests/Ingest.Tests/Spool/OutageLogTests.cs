using Microsoft.Extensions.Logging;
using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

public sealed class OutageLogTests
{
    private readonly ManualTimeProvider _time = new(Some.Start);
    private readonly Lines _lines = new();

    [Fact]
    public void An_outage_is_told_at_its_start_then_once_a_minute_and_at_its_end()
    {
        var log = new OutageLog(_time, _lines);
        for (var second = 0; second < 150; second++)
        {
            log.Failed("no route", Some.Start);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        log.Succeeded();
        log.Succeeded();
        var failure = $"Warning: Failed to store exchanges, they wait in the spool (failing since {Some.Start:u}): no route";
        Assert.Equal([failure, failure, failure, "Information: Exchanges are stored again"], _lines);
    }

    [Fact]
    public void A_server_that_comes_and_goes_is_told_of_once_a_minute()
    {
        var log = new OutageLog(_time, _lines);
        for (var second = 0; second < 120; second++)
        {
            log.Failed("no route", Some.Start);
            log.Succeeded();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(4, _lines.Count);
    }

    [Fact]
    public void A_refused_schema_is_an_error_and_its_end_is_told()
    {
        var log = new OutageLog(_time, _lines);
        log.Refused("too new");
        log.Refused("too new");
        log.Succeeded();
        Assert.Equal(["Error: Stopped writing, exchanges wait in the spool: too new", "Information: Exchanges are stored again"], _lines);
    }

    [Fact]
    public void Without_an_outage_it_says_nothing()
    {
        new OutageLog(_time, _lines).Succeeded();
        Assert.Empty(_lines);
    }

    private sealed class Lines : List<string>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add($"{logLevel}: {formatter(state, exception)}");
    }
}
