namespace Observability.Ingest.Proxy;

/// <summary>The codings a client accepts, where we narrow them: nothing here could read <c>zstd</c> later, or find the usage in a compressed stream.</summary>
internal static class AcceptEncoding
{
    private const string Name = "Accept-Encoding";

    /// <summary>Takes <c>zstd</c> out of what a request accepts; false when it was not there, and nothing was touched.</summary>
    public static bool DropZstd(UpstreamRequest request)
    {
        if (!request.Headers.NonValidated.TryGetValues(Name, out var values) || !values.Any(value => value.Split(',').Any(IsZstd)))
        {
            return false;
        }

        string[] kept = [.. values.Select(WithoutZstd)];
        request.Headers.Remove(Name);
        return request.Headers.TryAddWithoutValidation(Name, kept);
    }

    /// <summary>Asks for a body without any coding.</summary>
    public static void AskForIdentity(UpstreamRequest request)
    {
        request.Headers.Remove(Name);
        request.Headers.TryAddWithoutValidation(Name, "identity");
    }

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
