namespace Observability.Domain.Exchanges;

/// <summary>The bytes of one exchange, as they crossed the wire; one row beside each <see cref="Exchange"/>, read only for a detail.</summary>
public sealed class ExchangeBodies
{
    /// <summary>The exchange.</summary>
    public Guid Id { get; set; }

    /// <summary>Its start: the partition key.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>The project, so that no query needs the other table to be scoped.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>Kept request headers, as <see cref="StoredHeaders.Encode"/> writes them.</summary>
    public byte[] RequestHeaders { get; set; } = [];

    /// <summary>The request body, up to the capture limit.</summary>
    public byte[] RequestBody { get; set; } = [];

    /// <summary>SHA-256 of the whole request body.</summary>
    public byte[] RequestSha256 { get; set; } = [];

    /// <summary>Kept response headers.</summary>
    public byte[] ResponseHeaders { get; set; } = [];

    /// <summary>The response body, up to the capture limit.</summary>
    public byte[] ResponseBody { get; set; } = [];

    /// <summary>SHA-256 of the whole response body.</summary>
    public byte[] ResponseSha256 { get; set; } = [];

    /// <summary>Arrival of each piece of the response, as <see cref="ChunkTimeline"/> codes it.</summary>
    public byte[] Chunks { get; set; } = [];
}
