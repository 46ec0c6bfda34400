using System.Globalization;
using Observability.Domain.Exchanges;
using Observability.Domain.Redaction;

namespace Observability.Dashboard.Redaction;

/// <summary>Redaction in the reader's language.</summary>
public static class RedactionWords
{
    /// <summary>A mode's name.</summary>
    public static string Title(RedactionMode mode) => mode switch
    {
        RedactionMode.Full => RedactionText.Full,
        RedactionMode.Masked => RedactionText.Masked,
        RedactionMode.Metadata => RedactionText.Metadata,
        RedactionMode.Hash => RedactionText.Hash,
    };

    /// <summary>What it keeps.</summary>
    public static string Hint(RedactionMode mode) => mode switch
    {
        RedactionMode.Full => RedactionText.FullHint,
        RedactionMode.Masked => RedactionText.MaskedHint,
        RedactionMode.Metadata => RedactionText.MetadataHint,
        RedactionMode.Hash => RedactionText.HashHint,
    };

    /// <summary>What was done to an exchange, in a sentence; null = nothing was.</summary>
    public static string? Sentence(Exchange row) => row.Redaction is not { } mode ? null : mode switch
    {
        RedactionMode.Full => null,
        RedactionMode.Masked => Sentence(MaskedCounts.Parse(row.Masked)),
        RedactionMode.Metadata => RedactionText.MetadataSentence,
        RedactionMode.Hash => RedactionText.HashSentence,
    };

    /// <summary>What was covered up: <c>Covered up before it was stored: e-mail addresses 2 · card numbers 1.</c></summary>
    public static string Sentence(MaskedCounts masked) => masked.Total == 0
        ? RedactionText.NothingFound
        : string.Format(CultureInfo.CurrentCulture, RedactionText.CoveredUp, string.Join(" · ", Enum.GetValues<SensitiveKind>().Where(k => masked[k] > 0).Select(k => $"{Kind(k)} {masked[k]}")));

    private static string Kind(SensitiveKind kind) => kind switch
    {
        SensitiveKind.Email => RedactionText.Emails,
        SensitiveKind.Phone => RedactionText.Phones,
        SensitiveKind.Iban => RedactionText.Ibans,
        SensitiveKind.Card => RedactionText.Cards,
        SensitiveKind.Ip => RedactionText.Ips,
        SensitiveKind.Secret => RedactionText.Secrets,
    };
}
