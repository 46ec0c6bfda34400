using System.Security.Cryptography;
using Observability.Domain.Exchanges;
using Observability.Domain.Redaction;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Proxy.Redacting;

/// <summary>One project's redaction: what becomes of a body, and of what stands around it.</summary>
/// <param name="Mode">How much is kept.</param>
/// <param name="Pseudonyms">What people and bodies are called instead; null in every mode but hash.</param>
internal sealed record Redactor(RedactionMode Mode, Pseudonyms? Pseudonyms)
{
    private const string NotSearchable =
        "It could not be searched for personal data (no text, or coded in a way that is not read here), so the body was not kept (redaction: masked).";

    private const string MetadataOnly = "The project keeps no bodies (redaction: metadata).";
    private const string HashOnly = "The project keeps hashes of bodies only (redaction: hash).";

    /// <summary>What is kept of a message's body; its headers say how it is coded.</summary>
    /// <remarks>Throws what a mistake in a detector throws: then nothing is kept.</remarks>
    public RedactedBody Body(BodyPieces body, StoredHeaders headers)
    {
        if (body.TotalBytes == 0 || (body.Pieces.Count == 0 && body.Sha256 is null))
        {
            return new(new([], body.TotalBytes, null), headers, null, null);
        }

        return Mode is RedactionMode.Masked ? Masked(body, headers) : LetGo(body, headers, Mode is RedactionMode.Hash ? HashOnly : MetadataOnly);
    }

    /// <summary>Nothing of a body but its length, and its hash where hashes are kept.</summary>
    public RedactedBody LetGo(BodyPieces body, StoredHeaders headers, string reason = NotSearchable) =>
        new(new([], body.TotalBytes, Pseudonyms?.Body(Sha256(body)) is { } hash ? hash : (ReadOnlyMemory<byte>?)null), headers, null, body.TotalBytes > 0 ? reason : null);

    private RedactedBody Masked(BodyPieces body, StoredHeaders headers)
    {
        var whole = body.Joined();
        var isCut = body.TotalBytes > whole.Length;
        var decoded = ContentDecoding.Decode(whole, headers["Content-Encoding"], ChunkTimeline.None);
        var isCoded = !decoded.Bytes.Equals(whole);
        if (decoded.Note is not null || (isCoded && isCut) || BodyMask.Of(decoded.Bytes, headers["Content-Type"], isCut) is not { } masked)
        {
            return LetGo(body, headers);
        }

        // Without its coding it is another body: nothing may say that it is coded, or shorter than it was.
        return isCoded
            ? new(new([masked.Bytes], Math.Min(body.TotalBytes, masked.Bytes.Length), null), RedactedHeaders.WithoutCoding(headers), masked.Masked, null) { IsDecoded = true }
            : new(new([masked.Bytes], body.TotalBytes, null), headers, masked.Masked, null);
    }

    private static byte[] Sha256(BodyPieces body)
    {
        if (body.Sha256 is { } known)
        {
            return known.ToArray();
        }

        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in body.Pieces)
        {
            sha256.AppendData(piece.Span);
        }

        return sha256.GetHashAndReset();
    }
}

/// <summary>What is kept of a message.</summary>
/// <param name="Body">Its body.</param>
/// <param name="Headers">Its headers, as far as the body decides them.</param>
/// <param name="Masked">What was covered up; null = nothing was looked through.</param>
/// <param name="Reason">Why the body was let go; null = it was not.</param>
internal sealed record RedactedBody(BodyPieces Body, StoredHeaders Headers, MaskedCounts? Masked, string? Reason)
{
    /// <summary>Whether it is kept without the coding it crossed the wire in.</summary>
    public bool IsDecoded { get; init; }
}
