using System.Diagnostics;
using System.Globalization;

namespace Observability.EndToEnd.Tests.Soak;

/// <summary>Looks at the memory of processes every few seconds and tells how fast it grows, a life of a process at a time.</summary>
internal sealed class MemoryWatch(Func<IEnumerable<(string Name, int? Process)>> processes) : IAsyncDisposable
{
    // What a fresh process takes while it compiles and fills its pools is no leak.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(2);

    private readonly Dictionary<(string Name, int Process), List<(TimeSpan At, double Mebibytes)>> _seen = [];
    private readonly long _from = Stopwatch.GetTimestamp();
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;

    /// <summary>Starts looking.</summary>
    public void Start() => _watching = WatchAsync(_stop.Token);

    /// <summary>
    /// Mebibytes a minute: the least squares over all lives of a host, each against its own mean, without its first two minutes. Null when no life
    /// was long enough to tell.
    /// </summary>
    public double? SlopeOf(string name)
    {
        double above = 0, below = 0;
        foreach (var life in Lives(name))
        {
            var settled = life.Where(s => s.At - life[0].At >= WarmUp).ToList();
            if (settled.Count < 2)
            {
                continue;
            }

            var (meanAt, mean) = (settled.Average(s => s.At.TotalMinutes), settled.Average(s => s.Mebibytes));
            above += settled.Sum(s => (s.At.TotalMinutes - meanAt) * (s.Mebibytes - mean));
            below += settled.Sum(s => Math.Pow(s.At.TotalMinutes - meanAt, 2));
        }

        return below > 0 ? above / below : null;
    }

    /// <summary>The most that was seen of a host, mebibytes.</summary>
    public double MostOf(string name) => Lives(name).SelectMany(l => l).Max(s => s.Mebibytes);

    /// <summary>How often it was looked at.</summary>
    public int Samples(string name) => Lives(name).Sum(l => l.Count);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private IEnumerable<List<(TimeSpan At, double Mebibytes)>> Lives(string name) => _seen.Where(s => s.Key.Name == name).Select(s => s.Value);

    private async Task WatchAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        try
        {
            do
            {
                foreach (var (name, process) in processes())
                {
                    if (process is { } id && Of(id) is { } mebibytes)
                    {
                        var key = (name, id);
                        _seen.TryAdd(key, []);
                        _seen[key].Add((Stopwatch.GetElapsedTime(_from), mebibytes));
                    }
                }
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException)
        {
        }
    }

    // VmRSS:	  123456 kB
    private static double? Of(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? null : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
