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
    ReadOnlyMemory<byte> ResponseBody);
