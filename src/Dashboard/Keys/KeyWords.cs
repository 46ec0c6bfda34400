using Observability.Domain.Keys;

namespace Observability.Dashboard.Keys;

/// <summary>What the product says about each kind of key.</summary>
public static class KeyWords
{
    /// <summary>What it may do, in two or three words.</summary>
    public static string May(KeyKind kind) => kind switch
    {
        KeyKind.Write => "write: send requests",
        KeyKind.Read => "read: the API",
        KeyKind.Admin => "admin: the API and settings",
    };

    /// <summary>Its name on a button.</summary>
    public static string Title(KeyKind kind) => kind switch
    {
        KeyKind.Write => "Write",
        KeyKind.Read => "Read",
        KeyKind.Admin => "Admin",
    };

    /// <summary>What it is for.</summary>
    public static string Purpose(KeyKind kind) => kind switch
    {
        KeyKind.Write => "For producers: Open WebUI, SDKs, scripts. Sends requests through the proxy and can read nothing back.",
        KeyKind.Read => "For scripts that read the API. Sees every prompt of the project.",
        KeyKind.Admin => "Reads the API and changes keys and upstreams.",
    };
}
