using Observability.Domain.Exchanges;
using Observability.Domain.Redaction;

namespace Observability.Ingest.Proxy.Redacting;

/// <summary>What stands around a body: headers, labels, path and query.</summary>
internal static class RedactedHeaders
{
    private const string Replacement = "[redacted]";

    // Said of the caller, and in the labels already.
    private static readonly string[] Identity = ["x-openwebui-", "helicone-", "x-observability-"];

    // Which interface is spoken, not what is said.
    private static readonly string[] KeptParameters = ["api-version", "alt", "beta"];

    /// <summary>Headers with what detectors find covered up; in the mode hash without those that name people and conversations.</summary>
    public static StoredHeaders Of(StoredHeaders headers, RedactionMode mode, MaskedCounts counts)
    {
        var kept = headers.Lines.Where(l => mode is not RedactionMode.Hash || !Identity.Any(i => l.Key.StartsWith(i, StringComparison.OrdinalIgnoreCase))).ToList();
        return new([.. kept.Select(l => new KeyValuePair<string, string>(l.Key, BodyMask.Of(l.Value, counts)))], headers.Dropped + headers.Lines.Count - kept.Count);
    }

    /// <summary>Headers of a body that is kept without its coding.</summary>
    public static StoredHeaders WithoutCoding(StoredHeaders headers)
    {
        var kept = headers.Lines.Where(l => !l.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase) && !l.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).ToList();
        return new(kept, headers.Dropped + headers.Lines.Count - kept.Count);
    }

    /// <summary>Labels: who the caller says it calls for stays, or gets a pseudonym; free text has what detectors find covered up.</summary>
    public static Labels Of(Labels labels, Pseudonyms? pseudonyms, MaskedCounts counts)
    {
        var masked = labels with
        {
            Session = Text(labels.Session),
            Task = Text(labels.Task),
            PromptId = Text(labels.PromptId),
            Properties = labels.Properties.ToDictionary(p => p.Key, p => BodyMask.Of(p.Value, counts), StringComparer.Ordinal),
        };
        return pseudonyms is null ? masked : masked with
        {
            User = labels.User is { } user ? pseudonyms.User(user) : null,
            UserName = null,
            UserEmail = null,
            Session = labels.Session is { } session ? pseudonyms.Session(session) : null,
        };

        string? Text(string? text) => text is null ? null : BodyMask.Of(text, counts);
    }

    /// <summary>Path and query: parts that hold what a detector finds are replaced; where no words are kept, the values of the query are.</summary>
    public static string Target(string target, RedactionMode mode)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = string.Join('/', (question < 0 ? target : target[..question]).Split('/').Select(part => IsClean(part) ? part : Replacement));
        return question < 0 ? path : $"{path}?{string.Join('&', target[(question + 1)..].Split('&').Select(pair => Parameter(pair, mode)))}";
    }

    private static string Parameter(string pair, RedactionMode mode)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return mode is RedactionMode.Masked && IsClean(pair) ? pair : Replacement;
        }

        var name = pair[..equals];
        var isKept = mode is RedactionMode.Masked ? IsClean(pair) : KeptParameters.Contains(name, StringComparer.OrdinalIgnoreCase);
        return isKept ? pair : $"{(IsClean(name) ? name : Replacement)}={Replacement}";
    }

    private static bool IsClean(string part)
    {
        var counts = new MaskedCounts();
        BodyMask.Of(Uri.UnescapeDataString(part), counts);
        return counts.Total == 0;
    }
}
