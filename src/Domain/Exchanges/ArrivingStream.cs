namespace Observability.Domain.Exchanges;

/// <summary>A coded body, given to its decoder piece by piece as it arrived, noting how much had come out when the decoder asked for the next piece.</summary>
/// <param name="body">The coded bytes.</param>
/// <param name="chunks">The pieces they arrived in.</param>
/// <param name="decoded">How many bytes have come out so far.</param>
internal sealed class ArrivingStream(ReadOnlyMemory<byte> body, IReadOnlyList<Chunk> chunks, Func<long> decoded) : Stream
{
    private readonly List<Chunk> _translated = [];
    private int _at;
    private int _chunk;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => body.Length;

    /// <inheritdoc/>
    /// <remarks>The decoders only read on: what a stream that cannot seek or write refuses, it refuses as its contract says.</remarks>
    public override long Position { get => _at; set => throw new NotSupportedException(); }

    /// <summary>The pieces with their ends in the decoded body. A piece whose bytes only completed a later one adds nothing.</summary>
    public ChunkTimeline Translated()
    {
        // What the last pieces brought came out after the last question.
        while (_chunk < chunks.Count)
        {
            Pass();
        }

        return ChunkTimeline.Encode(_translated);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_chunk < chunks.Count && chunks[_chunk].End <= _at)
        {
            Pass();
        }

        var end = _chunk < chunks.Count ? Math.Min(chunks[_chunk].End, body.Length) : body.Length;
        var length = (int)Math.Min(buffer.Length, end - _at);
        body.Span.Slice(_at, length).CopyTo(buffer);
        _at += length;
        return length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Pass() => _translated.Add(new(chunks[_chunk++].At, decoded()));
}
