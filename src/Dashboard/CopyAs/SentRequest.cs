using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.CopyAs;

/// <summary>A captured request as snippets print it: without any secret, whose places are variables, and without a body that is too long for one.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Upstream">Name of its upstream.</param>
/// <param name="Path">Path and query behind the key, as they go to the ingest.</param>
/// <param name="Ingest">Address of the ingest, without a slash at its end.</param>
/// <param name="Format">How it was read, such as <c>openai.chat</c>.</param>
/// <param name="Headers">Kept request headers.</param>
/// <param name="Body">The body's bytes; empty when there is none or when it is too long.</param>
/// <param name="Kept">Bytes of it that are stored.</param>
/// <param name="Total">Bytes it had.</param>
public sealed record SentRequest(
    Guid Id, string Method, string Upstream, string Path, string Ingest, string Format, StoredHeaders Headers, ReadOnlyMemory<byte> Body, long Kept, long Total)
{
    /// <summary>Longest body that is printed, bytes.</summary>
    public const int LongestInline = 256 << 10;

    /// <summary>Variable that holds our key.</summary>
    public const string KeyVariable = "OBSERVABILITY_KEY";

    /// <summary>Variable that holds the provider's credential.</summary>
    public const string CredentialVariable = "API_KEY";

    // What clients set themselves, what belongs to one connection, and what carries a secret.
    private static readonly HashSet<string> LeftOut = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Connection", "Accept-Encoding", "Transfer-Encoding", "Expect", "Authorization", "Proxy-Authorization", "Cookie",
        "x-api-key", "api-key", "x-goog-api-key", "Helicone-Auth", "X-Observability-Key",
    };

    /// <summary>Whether there is a body.</summary>
    public bool HasBody => Total > 0;

    /// <summary>Its body as text; null when it has none, when it was kept in part, and when it is too long or no text.</summary>
    public string? Text => HasBody && Kept == Total && Body.Length == Kept && !Body.Span.Contains((byte)0) && Utf8.IsValid(Body.Span) && Headers["Content-Encoding"] is null or "identity"
        ? Encoding.UTF8.GetString(Body.Span) : null;

    /// <summary>Name of the file a body is saved under that is not printed.</summary>
    public string FileName => ExchangeDownloads.FileName(Id, ExchangeSide.Request, Headers["Content-Type"], Headers["Content-Encoding"]);

    /// <summary>Headers worth sending again.</summary>
    public IEnumerable<KeyValuePair<string, string>> Sendable => Headers.Lines.Where(h => !LeftOut.Contains(h.Key));

    /// <summary>The header the credential goes into, and what stands before it there.</summary>
    public (string Header, string Before) Credential => Format.Split('.')[0] switch
    {
        "anthropic" => ("x-api-key", ""),
        "gemini" => ("x-goog-api-key", ""),
        _ => ("Authorization", "Bearer "),
    };

    /// <summary>The body as JSON; null where <see cref="Text"/> is null or no JSON object.</summary>
    public JsonDocument? Json()
    {
        try
        {
            var json = Text is { } text ? JsonDocument.Parse(text, new() { MaxDepth = 256 }) : null;
            if (json?.RootElement.ValueKind == JsonValueKind.Object)
            {
                return json;
            }

            json?.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What a reader of the snippet should know of a body that is not in it; null where it is.</summary>
    public string? BodyNote() => !HasBody || Text is not null ? null
        : string.Format(System.Globalization.CultureInfo.CurrentCulture, Kept < Total ? CopyText.BodyCut : CopyText.BodyInFile, Ui.Figures.Size(Total), FileName);
}
