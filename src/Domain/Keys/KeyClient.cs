using Observability.Domain.Exchanges;

namespace Observability.Domain.Keys;

/// <summary>What a write key was made for.</summary>
public enum KeyClient
{
    /// <summary>Any program.</summary>
    Any,

    /// <summary>Open WebUI, which shows nothing of a stream that breaks off: it gets an error event and a clean end.</summary>
    OpenWebUI,

    /// <summary>The dashboard's own replays. One such key a project, made by the program (<see cref="Replays.ReplayKey"/>); nobody can choose it for another.</summary>
    Replay,
}

/// <summary>Which alterations are done for which key.</summary>
public static class KeyAlterations
{
    /// <summary>What is done for <paramref name="client"/> unless its key says otherwise. Breaking off must look broken to everybody but Open WebUI.</summary>
    public static Alterations DefaultsFor(KeyClient client) => client switch
    {
        KeyClient.Any => Alterations.IncludeUsage | Alterations.ErrorBody | Alterations.EventStreamType | Alterations.SetCookie | Alterations.Zstd,
        KeyClient.OpenWebUI => DefaultsFor(KeyClient.Any) | Alterations.BrokenStream,
        KeyClient.Replay => Alterations.None,
    };

    /// <summary>What is done for a key: the defaults of its client and what it switched on, without what it switched off. A replay is byte for byte, whatever its key says.</summary>
    public static Alterations Of(KeyClient client, Alterations on, Alterations off) =>
        client == KeyClient.Replay ? Alterations.None : (DefaultsFor(client) | on) & ~off;
}
