namespace Observability.Ingest.Proxy;

/// <summary>Tells the client under which id its call is kept.</summary>
internal static class ExchangeId
{
    /// <summary>Adds the id to a response's headers, under our name and Helicone's.</summary>
    public static void Announce(IHeaderDictionary headers, Guid id)
    {
        var text = id.ToString();
        headers["X-Observability-Id"] = text;
        headers["Helicone-Id"] = text;
    }
}
