using System.Text;
using MediatR;
using Npgsql;

namespace Observability.Dashboard.Bodies;

/// <summary>One piece of a body as text. The pieces of a body follow each other without gap or overlap, and none is longer than <see cref="Bytes"/> and a character.</summary>
/// <param name="Place">The body.</param>
/// <param name="Number">Which piece, from 0.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record ReadPiece(BodyPlace Place, long Number) : IRequest<BodyPiece>
{
    /// <summary>Bytes of a piece.</summary>
    public const int Bytes = 128 << 10;

    /// <summary>How many pieces a body of this length has.</summary>
    public static long PiecesIn(long length) => Math.Max(1, (length + Bytes - 1) / Bytes);

    /// <summary>The piece in which the byte at <paramref name="offset"/> stands.</summary>
    public static long PieceOf(long offset) => offset / Bytes;
}

/// <summary>A piece of a body.</summary>
/// <param name="Offset">Where it begins in the decoded body, bytes.</param>
/// <param name="Text">Its text; bytes that are no text are U+FFFD.</param>
/// <param name="IsLast">Whether the body ends with it.</param>
public sealed record BodyPiece(long Offset, string Text, bool IsLast)
{
    /// <summary>Cuts the piece out of the bytes that were read from <paramref name="from"/> on: characters on the border belong to the piece they begin in.</summary>
    /// <param name="bytes">The piece's bytes and up to three more.</param>
    /// <param name="from">Their offset in the body.</param>
    public static BodyPiece Cut(ReadOnlySpan<byte> bytes, long from)
    {
        var start = from == 0 ? 0 : Border(bytes, 0);
        var end = bytes.Length <= ReadPiece.Bytes ? bytes.Length : Border(bytes, ReadPiece.Bytes);
        start = Math.Min(start, end);
        var text = Encoding.UTF8.GetString(bytes[start..end]);
        return new(from + start, from == 0 ? text.TrimStart('\uFEFF') : text, bytes.Length <= ReadPiece.Bytes);
    }

    // The first place from `at` on where a character may begin. No character has more than three bytes that begin none.
    private static int Border(ReadOnlySpan<byte> bytes, int at)
    {
        var border = at;
        while (border < bytes.Length && border < at + 3 && (bytes[border] & 0xC0) == 0x80)
        {
            border++;
        }

        return border;
    }
}

internal sealed class ReadPieceHandler(NpgsqlDataSource database, Caller caller) : IRequestHandler<ReadPiece, BodyPiece>
{
    public async Task<BodyPiece> Handle(ReadPiece request, CancellationToken cancellationToken)
    {
        var from = Math.Max(0, request.Number) * ReadPiece.Bytes;
        return await BodyReader.FindAsync(database, caller.ProjectId, request.Place, cancellationToken) is { IsReadable: true } body
            ? BodyPiece.Cut(await body.ReadAsync(from, ReadPiece.Bytes + 3, cancellationToken), from)
            : new(0, "", true);
    }
}
