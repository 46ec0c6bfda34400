namespace Observability.Domain.Formats;

/// <summary>Every format there is, and which one reads a call.</summary>
public static class ProviderFormats
{
    /// <summary>Every format of this assembly, by name.</summary>
    public static IReadOnlyList<ProviderFormat> All { get; } =
    [
        .. typeof(ProviderFormat).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(ProviderFormat)) && !t.IsAbstract)
            .Select(t => (ProviderFormat)Activator.CreateInstance(t)!)
            .OrderBy(f => f.Name, StringComparer.Ordinal),
    ];

    /// <summary>The families a configuration may name, beside those whose calls are stored opaque.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. All.Select(f => f.Family).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// The format of a call: first one of the upstream's own family, then any other (Ollama serves OpenAI's paths too), in both cases
    /// one whose path it is and whose first bytes it has. Null when none matches: the exchange is stored opaque.
    /// </summary>
    public static ProviderFormat? Select(string family, WireExchange exchange)
    {
        ProviderFormat? other = null;
        var path = ConnectionIndex.Without(exchange.Path);
        foreach (var format in All)
        {
            if ((format.Family == family || other is null) && format.Matches(exchange.Method, path) && format.Recognises(exchange))
            {
                if (format.Family == family)
                {
                    return format;
                }

                other = format;
            }
        }

        return other;
    }
}
