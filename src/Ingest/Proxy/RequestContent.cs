using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Observability.Ingest.Proxy.Altering;

namespace Observability.Ingest.Proxy;

/// <summary>The client's body on its way upstream. What came with a length goes with that length; what came in chunks goes in chunks.</summary>
/// <remarks>
/// Bodies of up to 1 MiB, and the first MiB of those of unknown length, are read before the upstream is called: they leave in one go, and a
/// malformed one never leaves at all. What is larger streams through, piece by piece, no faster than the slower side.
/// </remarks>
/// <param name="reader">The client's body.</param>
/// <param name="length">Its length if the client gave one; null when it comes in chunks.</param>
/// <param name="exchange">Gets a copy.</param>
internal sealed class RequestContent(PipeReader reader, long? length, ExchangeRecorder exchange) : HttpContent
{
    /// <summary>How much of a body is read before the upstream is called, bytes; of a body whose length is known to be larger, nothing.</summary>
    public const int ReadAheadBytes = 1 << 20;

    /// <summary>Whether the whole body has been read.</summary>
    public bool IsComplete { get; private set; } = length == 0;

    /// <summary>A change to make on the way; only in a body that is complete. The record keeps the body as the client sent it.</summary>
    public BodyEdit? Edit { get; set; }

    /// <summary>The content of a request, or null when it has no body.</summary>
    public static RequestContent? For(HttpRequest request, ExchangeRecorder exchange) =>
        request.ContentLength is not null || request.Headers.TransferEncoding.Count > 0
            ? new(request.BodyReader, request.ContentLength, exchange)
            : null;

    /// <summary>The same body once more, as the client sent it. Only of one that is complete.</summary>
    public RequestContent Unedited() => new(reader, length, exchange) { IsComplete = IsComplete };

    /// <summary>Reads what is read before the upstream is called.</summary>
    /// <param name="most">How much that is: <see cref="ReadAheadBytes"/>, or up to what is kept of a body.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="ClientBodyException">The client went away or sent something malformed.</exception>
    public async ValueTask ReadAheadAsync(long most, CancellationToken ct)
    {
        if (IsComplete || length > most)
        {
            return;
        }

        exchange.Request.AlwaysBytes = most;
        if (length is { } known)
        {
            exchange.Request.Expect((int)known);
        }

        while (!IsComplete && exchange.Request.TotalBytes < most)
        {
            var read = ReadAsync(ct);
            var from = read.IsCompleted ? (long?)null : exchange.Now;
            var piece = await read;
            if (from is { } waiting)
            {
                exchange.Waited(waiting);
            }

            // No further than that, or a body of unknown length could outgrow what is kept of it before anything of it was sent.
            var room = most - exchange.Request.TotalBytes;
            var bytes = piece.Buffer.Length > room ? piece.Buffer.Slice(0, room) : piece.Buffer;
            Take(bytes, piece.IsCompleted && bytes.Length == piece.Buffer.Length);
            reader.AdvanceTo(bytes.End);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long computed)
    {
        computed = (length ?? 0) + (Edit?.Growth ?? 0);
        return length is not null;
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var kept = exchange.Request.Kept();
        foreach (var piece in Edit?.Apply(kept) ?? kept)
        {
            await stream.WriteAsync(piece, cancellationToken);
        }

        while (!IsComplete)
        {
            var piece = await ReadAsync(cancellationToken);
            Take(piece.Buffer, piece.IsCompleted);
            foreach (var segment in piece.Buffer)
            {
                await stream.WriteAsync(segment, cancellationToken);
            }

            reader.AdvanceTo(piece.Buffer.End);
            await stream.FlushAsync(cancellationToken);
        }

        // The request is complete: its record goes to the spool before the upstream can have answered.
        await exchange.BeginAsync();
    }

    private void Take(in ReadOnlySequence<byte> bytes, bool isLast)
    {
        foreach (var segment in bytes)
        {
            exchange.Request.Append(segment.Span);
        }

        IsComplete = isLast || exchange.Request.TotalBytes == length;
    }

    private async ValueTask<ReadResult> ReadAsync(CancellationToken ct)
    {
        try
        {
            return await reader.ReadAsync(ct);
        }
        catch (Exception e) when (e is ConnectionResetException or ConnectionAbortedException)
        {
            throw new ClientBodyException(clientGone: true, e);
        }
        catch (IOException e)
        {
            // A body that ends early is how the web server sees a client that closed in the middle of it.
            throw new ClientBodyException(clientGone: e.Message.StartsWith("Unexpected end of request", StringComparison.Ordinal), e);
        }
    }
}
