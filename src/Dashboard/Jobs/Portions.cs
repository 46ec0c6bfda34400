namespace Observability.Dashboard.Jobs;

/// <summary>Work that falls into parts which have nothing to do with each other: projects, days, tables.</summary>
internal static class Portions
{
    /// <summary>Does every part, also those after one that fails; the sum of their rows.</summary>
    /// <exception cref="PortionsFailedException">Some failed, after all were tried.</exception>
    public static async Task<long> EachAsync<T>(IEnumerable<T> portions, Func<T, string> nameOf, Func<T, CancellationToken, Task<long>> work, CancellationToken ct)
    {
        var rows = 0L;
        var failed = new List<(string Name, Exception Why)>();
        foreach (var portion in portions)
        {
            try
            {
                rows += await work(portion, ct);
            }
#pragma warning disable CA1031 // One broken part must not hold up the others; it is told when all were tried.
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed.Add((nameOf(portion), e));
            }
#pragma warning restore CA1031
        }

        return failed.Count == 0 ? rows : throw new PortionsFailedException(failed);
    }
}

/// <summary>Some parts of a job's work failed; the others were done.</summary>
/// <param name="failed">Which, and why.</param>
internal sealed class PortionsFailedException(IReadOnlyList<(string Name, Exception Why)> failed) : AggregateException(failed.Select(f => f.Why))
{
    private const int Named = 5;

    /// <inheritdoc/>
    public override string Message => $"{failed.Count} failed: {string.Join("; ", failed.Take(Named).Select(f => $"{f.Name}: {JobRuns.MessageOf(f.Why)}"))}";
}
