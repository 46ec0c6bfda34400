using System.Net;
using Observability.Domain.Pricing;

namespace Observability.Domain.Upstreams;

/// <summary>Reads <c>UPSTREAM_&lt;NAME&gt;_URL</c>, <c>_FORMAT</c>, <c>_CREDENTIAL</c>, <c>_ALLOW_PRIVATE</c> and <c>_PRICES</c>, each also as <c>…_FILE</c>.</summary>
/// <remarks>
/// NAME stands in capitals and is used in lower case. What is not given comes from the builtin upstream of that name; an upstream that is not
/// builtin needs its URL, and speaks <c>openai</c> unless it says otherwise.
/// Private addresses are allowed when <c>_ALLOW_PRIVATE</c> says so; when it says nothing: where the builtin allows them (ollama, openwebui), and
/// where the URL itself is <c>localhost</c> or a literal private address, since whoever typed that meant it. A host name that merely
/// resolves to a private address needs <c>_ALLOW_PRIVATE=true</c>. <c>_PRICES</c> names the provider of the catalogue whose prices hold.
/// </remarks>
public static class EnvironmentUpstreams
{
    private const string Prefix = "UPSTREAM_";
    private static readonly string[] Suffixes = ["_URL", "_FORMAT", "_CREDENTIAL", "_ALLOW_PRIVATE", "_PRICES"];

    /// <summary>The upstreams set, sorted by name.</summary>
    /// <exception cref="SettingException">A variable has a wrong name or value; the sentence names it.</exception>
    public static IReadOnlyList<EnvironmentUpstream> Read(Settings settings) =>
        [.. settings.NamesStartingWith(Prefix).Select(Stem).Distinct().Select(stem => Read(settings, stem)).OrderBy(u => u.Name, StringComparer.Ordinal)];

    // UPSTREAM_MY_LLM_URL_FILE → UPSTREAM_MY_LLM
    private static string Stem(string variable)
    {
        var name = variable.EndsWith("_FILE", StringComparison.Ordinal) ? variable[..^"_FILE".Length] : variable;
        var suffix = Suffixes.FirstOrDefault(s => name.EndsWith(s, StringComparison.Ordinal) && name.Length >= Prefix.Length + s.Length)
            ?? throw new SettingException($"{variable} is not a setting: after {Prefix}<NAME> comes one of {string.Join(", ", Suffixes)}, each also with _FILE.");
        return name[..^suffix.Length];
    }

    private static EnvironmentUpstream Read(Settings settings, string stem)
    {
        var name = Name(stem);
        var builtin = BuiltinUpstreams.All.FirstOrDefault(b => b.Name == name);
        var url = Url(settings, stem, builtin.BaseUrl);
        return new(
            name,
            url,
            settings.Read(stem + "_FORMAT")?.ToLowerInvariant() ?? builtin.Format ?? "openai",
            settings.Read(stem + "_ALLOW_PRIVATE") is null ? builtin.AllowPrivate || IsPrivate(url) : settings.Switch(stem + "_ALLOW_PRIVATE"),
            Credential(settings, stem))
        { Prices = Prices(settings, stem) };
    }

    private static string? Prices(Settings settings, string stem) => settings.Read(stem + "_PRICES")?.ToLowerInvariant() is not { } provider ? null
        : PriceCatalogue.Find(provider) is not null ? provider
        : throw new SettingException(
            $"{stem}_PRICES is '{provider}', which is no provider of the catalogue. Known are: {string.Join(", ", PriceCatalogue.Providers.Select(p => p.Id))}.");

    private static string Name(string stem)
    {
        var written = stem[Prefix.Length..];
        var name = written.ToLowerInvariant();
        if (written.Any(char.IsAsciiLetterLower))
        {
            throw new SettingException($"{stem}_URL and its like must stand in capitals: {stem.ToUpperInvariant()}_URL.");
        }

        return UpstreamName.Refuse(name) is { } refusal ? throw new SettingException($"{stem}_URL and its like set no upstream: {refusal}") : name;
    }

    private static Uri Url(Settings settings, string stem, string? builtin)
    {
        var url = settings.Read(stem + "_URL") ?? builtin
            ?? throw new SettingException($"{stem}_URL is not set, but another {stem}_… variable is. Give the upstream its base URL.");
        return UpstreamUrl.Refuse(url) is { } refusal ? throw new SettingException($"{stem}_URL {refusal}") : UpstreamUrl.Parse(url);
    }

    private static Sensitive<string>? Credential(Settings settings, string stem)
    {
        if (settings.Read(stem + "_CREDENTIAL") is not { } credential)
        {
            return null;
        }

        return CredentialHeader.CanCarry(new(credential))
            ? new(credential)
            : throw new SettingException($"{stem}_CREDENTIAL holds a space, a line break or a character beyond ASCII; a provider's key has none of them.");
    }

    private static bool IsPrivate(Uri url) =>
        url.IdnHost is "localhost" || (IPAddress.TryParse(url.IdnHost, out var address) && AddressKinds.Of(address) is AddressKind.Private);
}
