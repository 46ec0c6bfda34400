using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Observability.Domain;
using Observability.Domain.Upstreams;

namespace Observability.Ingest.Proxy;

/// <summary>Under which names Open WebUI's headers come: its own, and those an administrator gave them.</summary>
/// <remarks>
/// Open WebUI renames by <c>FORWARD_USER_INFO_HEADER_…</c> and <c>FORWARD_SESSION_INFO_HEADER_…</c>; we are told by
/// <c>OBSERVABILITY_OPENWEBUI_HEADERS</c>. A renamed header is read first, the original name after it.
/// </remarks>
internal sealed partial class OpenWebUIHeaders
{
    private const string Variable = "OBSERVABILITY_OPENWEBUI_HEADERS";
    private const string Prefix = "X-OpenWebUI-";

    private static readonly OpenWebUIHeader[] All = Enum.GetValues<OpenWebUIHeader>();

    private readonly string[][] _names;
    private readonly FrozenSet<string> _renamed;

    private OpenWebUIHeaders(IReadOnlyList<(OpenWebUIHeader Header, string Name)> renamed)
    {
        _names = [.. All.Select(header => renamed.Where(r => r.Header == header).Select(r => r.Name).Append(Prefix + KeyOf(header)).ToArray())];
        _renamed = renamed.Select(r => r.Name).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Reads <c>OBSERVABILITY_OPENWEBUI_HEADERS</c>, such as <c>User-Email=X-My-Mail, Chat-Id=X-Chat</c>; null or empty renames nothing.</summary>
    /// <exception cref="SettingException">It has a mistake.</exception>
    public static OpenWebUIHeaders Parse(string? setting) =>
        new([.. (setting ?? "").Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Pair)]);

    /// <summary>Whether a header may be one of these.</summary>
    public bool IsOne(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || (_renamed.Count > 0 && _renamed.Contains(name));

    /// <summary>Whether a header is the one with the signed token, which is kept nowhere.</summary>
    public bool IsToken(string name) => _names[(int)OpenWebUIHeader.UserJwt].Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The value under the first of its names that brings one, Latin-1; empty when it came without a value, null when it did not come.</summary>
    public string? Find(IHeaderDictionary headers, OpenWebUIHeader header)
    {
        string? found = null;
        foreach (var name in _names[(int)header])
        {
            if (headers.TryGetValue(name, out var values))
            {
                found = values.ToString().Trim();
                if (found.Length > 0)
                {
                    break;
                }
            }
        }

        return found;
    }

    private static (OpenWebUIHeader Header, string Name) Pair(string text)
    {
        var parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        if (parts.Length < 2)
        {
            throw new SettingException($"{Variable} has '{text}'; each part must be <what>=<header name>, such as User-Email=X-My-Mail.");
        }

        var header = All.Cast<OpenWebUIHeader?>().FirstOrDefault(h => KeyOf(h!.Value).Equals(Simple(parts[0]), StringComparison.OrdinalIgnoreCase))
            ?? throw new SettingException($"{Variable} has '{text}', but there is no '{parts[0]}'. There are: {string.Join(", ", All.Select(KeyOf))}.");
        if (!Token().IsMatch(parts[1]))
        {
            throw new SettingException($"{Variable} has '{text}', but '{parts[1]}' cannot be the name of a header.");
        }

        // The token's header may be any; of the others the values are stored and shown.
        return header == OpenWebUIHeader.UserJwt || !HoldsSecrets(parts[1])
            ? (header, parts[1])
            : throw new SettingException($"{Variable} has '{text}', but {parts[1]} carries credentials, and what is read here is stored and shown.");
    }

    // Also as Open WebUI's own variables spell it: FORWARD_USER_INFO_HEADER_USER_EMAIL, FORWARD_USER_INFO_HEADER_JWT.
    private static string Simple(string what)
    {
        var key = what.Replace('_', '-');
        foreach (var start in (string[])["FORWARD-USER-INFO-HEADER-", "FORWARD-SESSION-INFO-HEADER-", Prefix])
        {
            key = key.StartsWith(start, StringComparison.OrdinalIgnoreCase) ? key[start.Length..] : key;
        }

        return key.Equals("JWT", StringComparison.OrdinalIgnoreCase) ? KeyOf(OpenWebUIHeader.UserJwt) : key;
    }

    private static bool HoldsSecrets(string name) =>
        CredentialHeader.Names.Append("Cookie").Append("Proxy-Authorization").Contains(name, StringComparer.OrdinalIgnoreCase);

    // UserMessageParentId: User-Message-Parent-Id.
    private static string KeyOf(OpenWebUIHeader header) => string.Concat(header.ToString().Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $"-{c}" : $"{c}"));

    [GeneratedRegex("^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$", RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
