using System.Security.Cryptography;

namespace Observability.Testing.FakeProvider;

/// <summary>The answer to one request on its way out: paced, broken off where it should be, and written down in the ledger to the last byte.</summary>
/// <param name="context">The request.</param>
/// <param name="ledger">Where it is written down.</param>
/// <param name="entry">Its line there.</param>
internal sealed class Reply(HttpContext context, Ledger ledger, LedgerEntry entry) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _bytes;

    public HttpRequest Request => context.Request;

    /// <summary>Reads the whole request body and writes it down.</summary>
    public async Task<byte[]> BodyAsync(CancellationToken ct)
    {
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory, ct);
        var body = memory.ToArray();
        ledger.Update(entry.Number, e => e with
        {
            Nonce = Nonce.Of(context.Request.Headers["X-Nonce"], body),
            RequestSha256 = Convert.ToHexStringLower(SHA256.HashData(body)),
            RequestBytes = body.Length,
        });
        return body;
    }

    /// <summary>Sends one JSON document, after the time it takes to make it, and breaks off where it should.</summary>
    public async Task JsonAsync(int status, byte[] json, Ending ending, CancellationToken ct)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        var sent = ending == Ending.BreaksHalfway ? json.Length / 2 : json.Length;
        await SendAsync(json.AsMemory(0, sent), ct);
        await EndAsync(ending);
    }

    /// <summary>Sends a stream, frame by frame, each flushed.</summary>
    /// <param name="contentType">Of the stream.</param>
    /// <param name="frames">What to send.</param>
    /// <param name="error">The frame that tells of a failure, should it fail halfway.</param>
    /// <param name="ending">How it ends.</param>
    /// <param name="pace">Times between the frames.</param>
    /// <param name="ct">The client's patience.</param>
    public async Task StreamAsync(string contentType, IReadOnlyList<byte[]> frames, byte[] error, Ending ending, Pace pace, CancellationToken ct)
    {
        context.Response.ContentType = contentType;
        var count = ending is Ending.BreaksHalfway or Ending.ErrorHalfway ? frames.Count / 2 : frames.Count;
        await pace.FirstAsync(ct);
        for (var i = 0; i < count; i++)
        {
            await SendAsync(frames[i], ct);
            await pace.NextAsync(ct);
        }

        if (ending == Ending.ErrorHalfway)
        {
            await SendAsync(error, ct);
        }

        await EndAsync(ending);
    }

    /// <summary>Resets the connection.</summary>
    public void Break()
    {
        Close(LedgerEnd.Broken);
        context.Abort();
    }

    /// <summary>Writes down that the client went away.</summary>
    public void ClientGone() => Close(LedgerEnd.ClientGone);

    public void Dispose() => _hash.Dispose();

    private async Task EndAsync(Ending ending)
    {
        if (ending == Ending.BreaksHalfway)
        {
            Break();
            return;
        }

        // Written down first: whoever has the last byte may look at once.
        Close(LedgerEnd.Finished);
        await context.Response.CompleteAsync();
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await context.Response.Body.WriteAsync(bytes, ct);
        await context.Response.Body.FlushAsync(ct);
        _hash.AppendData(bytes.Span);
        _bytes += bytes.Length;
    }

    private void Close(LedgerEnd end) => ledger.Update(entry.Number, e => e with
    {
        End = end,
        Status = end == LedgerEnd.Finished || context.Response.HasStarted ? context.Response.StatusCode : null,
        ResponseSha256 = Convert.ToHexStringLower(_hash.GetCurrentHash()),
        ResponseBytes = _bytes,
    });
}
