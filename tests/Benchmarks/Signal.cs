using System.Runtime.InteropServices;

namespace Observability.Benchmarks;

/// <summary>kill(2).</summary>
internal static class Signal
{
    public static int Send(int process, int signal) => kill(process, signal);

    [DllImport("libc")]
    private static extern int kill(int process, int signal);
}
