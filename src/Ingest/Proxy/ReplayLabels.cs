using Observability.Domain.Exchanges;

namespace Observability.Ingest.Proxy;

/// <summary>What the dashboard says about a call it sends. Believed of a key for replays only.</summary>
/// <remarks>
/// The original's headers cross to the upstream and stay on record, but they label nothing: who they name did not ask for this, and the
/// conversation they name had no such turn. Values are percent-encoded, always.
/// </remarks>
internal static class ReplayLabels
{
    private const string Prefix = "X-Observability-";
    private const string Property = Prefix + "Property-";

    /// <summary>User, prompt and properties; no session and no task.</summary>
    public static Labels Read(IHeaderDictionary headers)
    {
        var user = Text(headers, "User-Id");
        return new(user, null, Session: null, Task: null, Text(headers, "Prompt-Id"), Properties(headers))
        {
            UserSource = user is null ? null : IdentitySource.Header,
        };
    }

    /// <summary>The exchange it replays; null when it names none.</summary>
    public static Guid? ReplayOf(IHeaderDictionary headers) => Id(headers, "Replay-Of");

    /// <summary>The id its exchange is to have; null when it names none.</summary>
    public static Guid? RequestId(IHeaderDictionary headers) => Id(headers, "Request-Id");

    private static Guid? Id(IHeaderDictionary headers, string name) =>
        Guid.TryParseExact(headers[Prefix + name].ToString(), "D", out var id) && id != Guid.Empty ? id : null;

    private static string? Text(IHeaderDictionary headers, string name) => HeaderText.Unescaped(headers[Prefix + name].ToString());

    private static Dictionary<string, string> Properties(IHeaderDictionary headers)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in headers)
        {
            if (name.Length > Property.Length && name.StartsWith(Property, StringComparison.OrdinalIgnoreCase)
                && HeaderText.Unescaped(values.ToString()) is { } value)
            {
                properties[name[Property.Length..].ToLowerInvariant()] = value;
            }
        }

        return properties;
    }
}
