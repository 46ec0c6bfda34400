namespace Observability.Dashboard.Jobs;

/// <summary>What a job says of its run: it puts one into <c>context.Result</c>, or just the number of rows as <c>long</c>. Without either its rows are not known.</summary>
/// <param name="Rows">Rows it made, changed or deleted; with 0 a scheduled firing counts as one that found nothing to do.</param>
/// <param name="Note">What else is to be told, such as what was left for the next time; null = nothing.</param>
internal sealed record JobReport(long Rows, string? Note = null);
