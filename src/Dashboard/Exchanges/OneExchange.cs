using MediatR;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Exchanges;

/// <summary>Everything about one exchange of the project; null when it has none of this id.</summary>
/// <param name="Id">The exchange.</param>
[Requires(Access.Read)]
public sealed record OneExchange(Guid Id) : IRequest<ExchangeDetail?>;

/// <summary>One exchange with its bytes and what a format reads in them now.</summary>
/// <param name="Row">The row.</param>
/// <param name="KeyName">Name of the key it came with; null when the key is gone.</param>
/// <param name="RequestHeaders">Kept request headers.</param>
/// <param name="ResponseHeaders">Kept response headers.</param>
/// <param name="RequestBody">Request bytes as they crossed the wire, up to the capture limit.</param>
/// <param name="ResponseBody">Response bytes likewise.</param>
/// <param name="RequestSha256">SHA-256 of the whole request body.</param>
/// <param name="ResponseSha256">SHA-256 of the whole response body.</param>
/// <param name="Chunks">Arrival of each piece of the response.</param>
/// <param name="Reading">What its format understood; null when it is opaque.</param>
public sealed record ExchangeDetail(
    Exchange Row,
    string? KeyName,
    StoredHeaders RequestHeaders,
    StoredHeaders ResponseHeaders,
    ReadOnlyMemory<byte> RequestBody,
    ReadOnlyMemory<byte> ResponseBody,
    string RequestSha256,
    string ResponseSha256,
    IReadOnlyList<Chunk> Chunks,
    Reading? Reading);
