namespace Observability.Domain.Formats;

/// <summary>What a format reads: one exchange's decoded bytes, with nothing of ours around them.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path as sent upstream, without the query.</param>
/// <param name="Status">Status of the answer; null when none came.</param>
/// <param name="RequestContentType">The request's <c>Content-Type</c>; null when absent.</param>
/// <param name="RequestBody">The request's body with its content coding undone, possibly cut at the capture limit.</param>
/// <param name="ResponseContentType">The answer's <c>Content-Type</c>; null when absent.</param>
/// <param name="ResponseBody">The answer's body with its content coding undone, possibly cut.</param>
public sealed record WireExchange(
    string Method,
    string Path,
    int? Status,
    string? RequestContentType,
    ReadOnlyMemory<byte> RequestBody,
    string? ResponseContentType,
    ReadOnlyMemory<byte> ResponseBody)
{
    /// <summary>The query as sent upstream, without its question mark; empty when there was none. Values that carry credentials are replaced.</summary>
    public string Query { get; init; } = "";

    /// <summary>The kept headers of the request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> RequestHeaders { get; init; } = [];

    /// <summary>The kept headers of the answer: some providers count tokens, name ids or report times only there.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders { get; init; } = [];

    /// <summary>The first value of a header of the answer, in any case; null when it is absent or empty.</summary>
    public string? ResponseHeader(string name) => First(ResponseHeaders, name);

    /// <summary>The same of the request.</summary>
    public string? RequestHeader(string name) => First(RequestHeaders, name);

    private static string? First(IReadOnlyList<KeyValuePair<string, string>> lines, string name)
    {
        foreach (var (key, value) in lines)
        {
            if (value.Length > 0 && key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
