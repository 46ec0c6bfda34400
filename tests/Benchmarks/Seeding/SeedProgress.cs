using System.Diagnostics;
using System.Globalization;

namespace Observability.Benchmarks.Seeding;

/// <summary>Says every five seconds how far it is.</summary>
internal sealed class SeedProgress : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly long _count;
    private readonly Func<long> _done;
    private readonly Timer _timer;
    private long _last;

    /// <param name="count">How many there will be.</param>
    /// <param name="done">How many there are.</param>
    public SeedProgress(long count, Func<long> done)
    {
        _count = count;
        _done = done;
        _timer = new(_ => Say(), null, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Say()
    {
        var done = _done();
        var sofar = Stopwatch.GetElapsedTime(_start);
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sofar:hh\\:mm\\:ss}  {done:#,0} of {_count:#,0}  {(done - Interlocked.Exchange(ref _last, done)) / Interval.TotalSeconds:#,0}/s now, {done / sofar.TotalSeconds:#,0}/s on average"));
    }
}
