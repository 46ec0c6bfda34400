using System.Globalization;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>Batches in words.</summary>
internal static class BatchWords
{
    /// <summary>Which items are shown.</summary>
    public static string Of(RunItemShow show) => show switch
    {
        RunItemShow.All => BatchesText.ShowAll,
        RunItemShow.Failed => RunsText.Failed,
        RunItemShow.Refused => RunsText.NotSendable,
        RunItemShow.Different => BatchesText.ShowDifferent,
        RunItemShow.Open => BatchesText.ShowOpen,
    };

    /// <summary>What an item waits for, where it has no outcome.</summary>
    public static string Of(RunItem item) => item.State switch
    {
        RunItemState.Waiting => RunsText.StillWaiting,
        RunItemState.Sending => RunsText.UnderWay,
        RunItemState.Settled => BatchesText.RowNeverCame,
        RunItemState.Refused => RunsText.NotSendable,
    };

    /// <summary>How far two answers agree.</summary>
    public static string Likeness(BatchResult result) => result switch
    {
        { Same: true } => BatchesText.Same,
        { Likeness: { } near } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(near * 1000) / 10:0.0} %"),
        { Same: false } => BatchesText.ShowDifferent,
        _ => "",
    };

    /// <summary>A change from one number to another, in hundredths; empty when there is nothing to compare with.</summary>
    public static string Change(double? from, double? to) =>
        from is > 0 && to is { } value ? string.Create(CultureInfo.InvariantCulture, $"{(value - from.Value) / from.Value * 100:+0.0;−0.0;±0.0} %") : "";
}
