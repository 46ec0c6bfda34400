using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Observability.Benchmarks;

/// <summary>Sleeps until a moment of the monotonic clock, to some 60 µs; .NET's own timers are good to a millisecond.</summary>
internal static class Nap
{
    private const int Monotonic = 1;
    private const int Absolute = 1;

    /// <summary>Returns at <paramref name="due"/> (ticks of <see cref="Stopwatch"/>, which count nanoseconds here), at once when it has passed.</summary>
    public static void Until(long due)
    {
        var moment = new Moment(due / Stopwatch.Frequency, due % Stopwatch.Frequency);
        while (clock_nanosleep(Monotonic, Absolute, in moment, IntPtr.Zero) == Interrupted)
        {
        }
    }

    private const int Interrupted = 4;

    [DllImport("libc")]
    private static extern int clock_nanosleep(int clock, int flags, in Moment moment, IntPtr remaining);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Moment(long Seconds, long Nanoseconds);
}
