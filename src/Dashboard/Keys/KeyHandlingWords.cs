using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Keys;

/// <summary>What the product says about clients of keys and about alterations.</summary>
public static class KeyHandlingWords
{
    /// <summary>The client's name.</summary>
    public static string Title(KeyClient client) => client switch
    {
        KeyClient.Any => KeyHandlingText.AnyTitle,
        KeyClient.OpenWebUI => KeyHandlingText.OpenWebUITitle,
        KeyClient.Replay => KeyHandlingText.ReplayTitle,
    };

    /// <summary>What choosing it means.</summary>
    public static string Hint(KeyClient client) => client switch
    {
        KeyClient.Any => KeyHandlingText.AnyHint,
        KeyClient.OpenWebUI => KeyHandlingText.OpenWebUIHint,
        KeyClient.Replay => KeyHandlingText.ReplayHint,
    };

    /// <summary>An alteration in a few words.</summary>
    public static string Title(Alterations one) => one switch
    {
        Alterations.IncludeUsage => KeyHandlingText.IncludeUsage,
        Alterations.ErrorBody => KeyHandlingText.ErrorBody,
        Alterations.BrokenStream => KeyHandlingText.BrokenStream,
        Alterations.EventStreamType => KeyHandlingText.EventStreamType,
        Alterations.SetCookie => KeyHandlingText.SetCookie,
        Alterations.Zstd => KeyHandlingText.Zstd,
        _ => EnumNames.NameOf(one),
    };

    /// <summary>What it does, in a sentence; code stands in backticks.</summary>
    public static string Hint(Alterations one) => one switch
    {
        Alterations.IncludeUsage => KeyHandlingText.IncludeUsageHint,
        Alterations.ErrorBody => KeyHandlingText.ErrorBodyHint,
        Alterations.BrokenStream => KeyHandlingText.BrokenStreamHint,
        Alterations.EventStreamType => KeyHandlingText.EventStreamTypeHint,
        Alterations.SetCookie => KeyHandlingText.SetCookieHint,
        Alterations.Zstd => KeyHandlingText.ZstdHint,
        _ => "",
    };
}
