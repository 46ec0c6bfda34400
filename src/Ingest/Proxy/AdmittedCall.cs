using Observability.Domain.Exchanges;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Proxy;

/// <summary>A call that may go upstream.</summary>
/// <param name="Target">Its parsed target.</param>
/// <param name="Upstream">Where it goes.</param>
/// <param name="Url">The upstream's URL for it.</param>
/// <param name="KeyText">The text of the key it came with, which must not cross.</param>
internal sealed record AdmittedCall(RawTarget Target, UpstreamTarget Upstream, Uri Url, string KeyText)
{
    /// <summary>What may be done for its key beyond copying bytes.</summary>
    public Alterations Alterations { get; init; }

    /// <summary>Those among them that the key itself switched on.</summary>
    public Alterations SwitchedOn { get; init; }

    /// <summary>In whose form errors of ours are told.</summary>
    public ErrorDialect Dialect => ClientError.DialectOf(Target, Upstream.Family);

    /// <summary>Whether one of the alterations may be done.</summary>
    public bool May(Alterations one) => (Alterations & one) == one;

    /// <summary>Whether this asks for a chat or a text in OpenAI's way, whose streams tell usage only when they are asked.</summary>
    public bool IsCompletions(string method) => HttpMethods.IsPost(method) && Target.Rest.EndsWith("/completions", StringComparison.Ordinal);

    /// <summary>Whether this asks for a list that clients wait for on every page load.</summary>
    /// <remarks>
    /// <c>/models</c> at the end of any path (OpenAI, Anthropic, Azure's <c>/openai/models</c>, Open WebUI's <c>/api/models</c>), and Ollama's
    /// three, also behind Open WebUI's <c>/ollama</c>.
    /// </remarks>
    public bool IsModelList(string method)
    {
        var path = Target.Rest.AsSpan().TrimEnd('/');
        return HttpMethods.IsGet(method)
            && (path.EndsWith("/models", StringComparison.Ordinal)
                || path.EndsWith("/api/tags", StringComparison.Ordinal)
                || path.EndsWith("/api/ps", StringComparison.Ordinal)
                || path.EndsWith("/api/version", StringComparison.Ordinal));
    }
}
