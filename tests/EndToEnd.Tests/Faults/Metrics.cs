using System.Globalization;

namespace Observability.EndToEnd.Tests.Faults;

/// <summary>What <c>/metrics</c> said at one moment.</summary>
/// <param name="text">Prometheus' text format.</param>
internal sealed class Metrics(string text)
{
    /// <summary>The value of one series.</summary>
    /// <param name="series">Its name with its labels, as it is printed.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public long this[string series] =>
        text.Split('\n').FirstOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal)) is { } line
            ? long.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"No series {series} in:\n{text}");

    /// <summary>The sum of a name's series.</summary>
    public long Sum(string name) =>
        text.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal))
            .Sum(line => long.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
