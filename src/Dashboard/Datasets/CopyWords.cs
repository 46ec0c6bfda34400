namespace Observability.Dashboard.Datasets;

/// <summary>Why requests became no rows, in sentences that begin with their number.</summary>
internal static class CopyWords
{
    public static string Of(CopyGap gap) => gap switch
    {
        CopyGap.AlreadyThere => AddToDatasetText.AlreadyThere,
        CopyGap.NoBodies => AddToDatasetText.NoBodies,
        CopyGap.NothingAsked => AddToDatasetText.NothingAsked,
        CopyGap.TooLarge => AddToDatasetText.TooLarge,
    };
}
