namespace Observability.Dashboard.Runs;

/// <summary>When a drive ends before its run is done; each comes no later than the next.</summary>
/// <param name="Stop">Nothing more is begun, and nothing is tried again.</param>
/// <param name="Leave">Rows are waited for no longer.</param>
/// <param name="BreakOff">Calls under way are broken off.</param>
internal readonly record struct DriveEnds(CancellationToken Stop, CancellationToken Leave, CancellationToken BreakOff);
