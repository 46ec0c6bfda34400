namespace Observability.Ingest.Proxy;

/// <summary>The one header value we edit: <c>zstd</c> is taken out of <c>Accept-Encoding</c>, because nothing here could read such a body later.</summary>
internal static class AcceptEncoding
{
    /// <summary><paramref name="value"/> without the <c>zstd</c> coding, everything else as it was; <c>identity</c> when nothing else was accepted.</summary>
    public static string WithoutZstd(string value)
    {
        if (!value.Contains("zstd", StringComparison.OrdinalIgnoreCase))
        {
            return value;
        }

        var kept = string.Join(',', value.Split(',').Where(coding => !IsZstd(coding))).Trim();
        return kept.Length > 0 ? kept : "identity";
    }

    private static bool IsZstd(string coding) => coding.Split(';')[0].Trim().Equals("zstd", StringComparison.OrdinalIgnoreCase);
}
