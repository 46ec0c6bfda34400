using System.IO.Compression;
using Npgsql;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Bodies;

/// <summary>One body of one exchange, to be read in pieces.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="StartedAt">Its start, which says where its bytes are kept.</param>
/// <param name="Side">Which body.</param>
public sealed record BodyPlace(Guid Exchange, DateTimeOffset StartedAt, ExchangeSide Side);

/// <summary>Reads a stored body from any offset on, its content coding undone, without ever holding the whole of it.</summary>
/// <remarks>Offsets are those of the decoded body. Of a body that is not coded PostgreSQL sends only what is asked for; a coded one is decoded from its start.</remarks>
internal sealed class BodyReader
{
    private const int HeadBytes = 4096;

    private readonly NpgsqlDataSource _database;
    private readonly Guid _project;
    private readonly BodyPlace _place;
    private readonly byte[] _start;

    private BodyReader(NpgsqlDataSource database, Guid project, BodyPlace place, Found found) =>
        (_database, _project, _place, Kept, Headers, _start) = (database, project, place, found.Kept, found.Headers, found.Start);

    /// <summary>How many bytes are stored, as they crossed the wire.</summary>
    public long Kept { get; }

    /// <summary>The message's headers.</summary>
    public StoredHeaders Headers { get; }

    /// <summary>The content coding, in small letters; empty when there is none.</summary>
    public string Coding => Headers["Content-Encoding"]?.Trim().ToLowerInvariant() is { } coding and not "identity" ? coding : "";

    /// <summary>Whether its coding, if any, is one that is undone here.</summary>
    public bool IsReadable => Coding is "" or "gzip" or "x-gzip" or "br" or "deflate";

    // What unpacks beyond this is a bomb, or is read by nobody.
    private long MostDecoded => Coding.Length == 0 ? long.MaxValue
        : Math.Min(ContentDecoding.MaxDecodedBytes, Math.Max(ContentDecoding.FreeBytes, Kept * ContentDecoding.MaxRatio));

    /// <summary>Finds it; null when the project keeps no such body.</summary>
    public static async Task<BodyReader?> FindAsync(NpgsqlDataSource database, Guid project, BodyPlace place, CancellationToken ct)
    {
        var side = Column(place.Side);
        await using var command = database.CreateCommand(
            $"select {side}_headers, octet_length({side}_body)::bigint, substring({side}_body from 1 for {HeadBytes}) from exchange_bodies where id = $1 and started_at = $2 and project_id = $3");
        Name(command, project, place);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return !await reader.ReadAsync(ct) ? null
            : new(database, project, place, new(reader.GetInt64(1), StoredHeaders.Decode(await reader.GetFieldValueAsync<byte[]>(0, ct)), await reader.GetFieldValueAsync<byte[]>(2, ct)));
    }

    /// <summary>Its first bytes, decoded: enough to see what it is.</summary>
    public async Task<byte[]> HeadAsync(CancellationToken ct) => Coding.Length == 0 ? _start : await ReadAsync(0, HeadBytes, ct);

    /// <summary>Up to <paramref name="length"/> bytes from <paramref name="from"/> on: fewer where the body ends, or cannot be decoded further.</summary>
    public async Task<byte[]> ReadAsync(long from, int length, CancellationToken ct)
    {
        var bytes = new byte[length];
        var at = 0;
        await foreach (var piece in PiecesAsync(from, length, ct))
        {
            piece.Span.CopyTo(bytes.AsSpan(at));
            at += piece.Length;
        }

        return at == length ? bytes : bytes[..at];
    }

    /// <summary>The bytes from <paramref name="from"/> on in order, at most <paramref name="most"/> of them. A piece is good until the next one is asked for.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(long from, long most, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var side = Column(_place.Side);
        var coded = Coding.Length > 0;
        await using var command = _database.CreateCommand(
            (coded ? $"select {side}_body" : $"select substring({side}_body from $4 for $5)") + " from exchange_bodies where id = $1 and started_at = $2 and project_id = $3");
        Name(command, _project, _place);
        if (!coded)
        {
            command.Parameters.Add(new() { Value = (int)Math.Min(int.MaxValue, from + 1) });
            command.Parameters.Add(new() { Value = (int)Math.Min(int.MaxValue - 1, most) });
        }

        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, ct);
        if (!await reader.ReadAsync(ct))
        {
            yield break;
        }

        await using var stored = await reader.GetStreamAsync(0, ct);
        await using var decoded = Decoder(stored);
        var (skip, left) = (coded ? from : 0, Math.Min(most, MostDecoded - from));
        var buffer = new byte[64 << 10];
        while (left > 0 && await ReadAsync(decoded, buffer, ct) is > 0 and var read)
        {
            var start = (int)Math.Min(skip, read);
            var length = (int)Math.Min(left, read - start);
            skip -= start;
            left -= length;
            if (length > 0)
            {
                yield return buffer.AsMemory(start, length);
            }
        }
    }

    /// <summary>How long it is once decoded, and whether it could be decoded to its end.</summary>
    public async Task<(long Length, bool Whole)> MeasureAsync(CancellationToken ct)
    {
        if (Coding.Length == 0)
        {
            return (Kept, true);
        }

        await using var command = _database.CreateCommand($"select {Column(_place.Side)}_body from exchange_bodies where id = $1 and started_at = $2 and project_id = $3");
        Name(command, _project, _place);
        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, ct);
        if (!await reader.ReadAsync(ct))
        {
            return (0, true);
        }

        await using var stored = await reader.GetStreamAsync(0, ct);
        await using var decoded = Decoder(stored);
        var buffer = new byte[64 << 10];
        var length = 0L;
        int read;
        while ((read = await ReadAsync(decoded, buffer, ct)) > 0 && length < MostDecoded)
        {
            length += read;
        }

        return (Math.Min(length, MostDecoded), read == 0);
    }

    private static string Column(ExchangeSide side) => side switch { ExchangeSide.Request => "request", ExchangeSide.Response => "response" };

    private static void Name(NpgsqlCommand command, Guid project, BodyPlace place)
    {
        command.Parameters.Add(new() { Value = place.Exchange });
        command.Parameters.Add(new() { Value = place.StartedAt.ToUniversalTime() });
        command.Parameters.Add(new() { Value = project });
    }

    private Stream Decoder(Stream stored) => Coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(stored, CompressionMode.Decompress),
        "br" => new BrotliStream(stored, CompressionMode.Decompress),

        // The standard means zlib by "deflate"; some servers mean the bare algorithm.
        "deflate" when _start is [var first, var second, ..] && (first & 0x0F) == 8 && ((first << 8) | second) % 31 == 0 => new ZLibStream(stored, CompressionMode.Decompress),
        "deflate" => new DeflateStream(stored, CompressionMode.Decompress),
        _ => stored,
    };

    // A damaged or cut body ends where it can be decoded no further: -1.
    private static async ValueTask<int> ReadAsync(Stream decoded, byte[] buffer, CancellationToken ct)
    {
        try
        {
            return await decoded.ReadAsync(buffer, ct);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            return -1;
        }
    }

    private sealed record Found(long Kept, StoredHeaders Headers, byte[] Start);
}
