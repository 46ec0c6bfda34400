namespace Observability.Domain.Runs;

/// <summary>When the next call of a run may begin, where so many may in a minute: evenly spread, not a minute's worth at once. Pure arithmetic.</summary>
/// <param name="Every">Time from one call to the next; zero = no limit.</param>
/// <param name="Next">From when on the next one may begin.</param>
public readonly record struct RunPace(TimeSpan Every, DateTimeOffset Next)
{
    // Who comes late catches up with this much and no more.
    private static readonly TimeSpan CaughtUp = TimeSpan.FromMilliseconds(250);

    /// <summary>A pace of so many calls a minute.</summary>
    /// <param name="perMinute">Calls a minute; null = no limit.</param>
    /// <param name="last">When the last call began; null = none has.</param>
    public static RunPace Of(int? perMinute, DateTimeOffset? last)
    {
        var every = perMinute is { } calls ? TimeSpan.FromMinutes(1) / calls : TimeSpan.Zero;
        return new(every, last is { } at ? at + every : DateTimeOffset.MinValue);
    }

    /// <summary>How many calls may begin now.</summary>
    public int Allowed(DateTimeOffset now)
    {
        if (Every == TimeSpan.Zero)
        {
            return int.MaxValue;
        }

        return now < Next ? 0 : 1 + (int)((now - From(now)) / Every);
    }

    /// <summary>The pace when so many have begun.</summary>
    public RunPace After(int calls, DateTimeOffset now) => Every == TimeSpan.Zero || calls == 0 ? this : this with { Next = From(now) + (Every * calls) };

    private DateTimeOffset From(DateTimeOffset now) => now - Next > CaughtUp ? now - CaughtUp : Next;
}
