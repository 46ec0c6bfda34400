using System.Globalization;
using System.Runtime.InteropServices;

namespace Observability.Ingest.Spool;

/// <summary>Moments at which a kill would hurt most, so that the tests of recovery can die in each (docs/reliability.md, F-02).</summary>
/// <remarks>
/// <c>OBSERVABILITY_FAIL_POINT=end-written:20</c> ends the process as <c>kill -9</c> does when it passes that moment for the 20th time.
/// The variable is read once; where it is not set, passing costs a comparison that the compiler takes out.
/// </remarks>
internal static class FailPoint
{
    private const int SigKill = 9;

    /// <summary>A request is in the log, and its upstream does not know of it.</summary>
    public const string BeginWritten = "begin-written";

    /// <summary>An end is in the log, and the client does not have its last bytes.</summary>
    public const string EndWritten = "end-written";

    /// <summary>A segment's file is there, and its header is not.</summary>
    public const string SegmentMade = "segment-made";

    /// <summary>A new segment is there, and nothing is in it.</summary>
    public const string SegmentRolled = "segment-rolled";

    /// <summary>A segment is to be deleted next.</summary>
    public const string SegmentUnneeded = "segment-unneeded";

    /// <summary>A segment is deleted.</summary>
    public const string SegmentDeleted = "segment-deleted";

    /// <summary>A batch has been sent to PostgreSQL and not committed.</summary>
    public const string BatchSent = "batch-sent";

    /// <summary>A batch is committed, and the bookmark does not know.</summary>
    public const string BatchCommitted = "batch-committed";

    /// <summary>A new bookmark lies beside the old one.</summary>
    public const string BookmarkWritten = "bookmark-written";

    private static readonly string[]? Armed = Environment.GetEnvironmentVariable("OBSERVABILITY_FAIL_POINT")?.Split(':');
    private static readonly Tally Passed = new();

    // Asked once before, so that the call is made ready: some moments are under the log's lock, and whoever waits for that must see no pause.
    private static readonly bool CanKill = Armed is not null && kill(Environment.ProcessId, 0) == 0;

    /// <summary>Ends the process if this is the moment.</summary>
    public static void Pass(string moment)
    {
        if (Armed is [var name, .. var times] && name == moment && CanKill)
        {
            Passed.Add();
            if (Passed.Value >= (times is [var nth] ? long.Parse(nth, CultureInfo.InvariantCulture) : 1))
            {
                _ = kill(Environment.ProcessId, SigKill);
            }
        }
    }

    // The name is libc's, which is found without a search path, and generated marshalling would need unsafe code.
#pragma warning disable IDE1006, SYSLIB1054, CA5392
    [DllImport("libc")]
    private static extern int kill(int process, int signal);
#pragma warning restore IDE1006, SYSLIB1054, CA5392
}
