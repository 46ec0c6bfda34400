using System.Buffers;
using System.Text.Json;

namespace Observability.Ingest.Proxy.Altering;

/// <summary>What a request's body says about its answer's stream: whether it wants one, and where it could be made to ask for usage.</summary>
/// <remarks>
/// <code>
/// {"model": "m", "stream": true, "messages": […]}                    asks for a stream; usage would be asked for behind true
/// {"stream": true, "stream_options": {"include_obfuscation": false}} likewise; inside the options
/// {"stream": true, "stream_options": {"include_usage": false}}       has decided for itself: left alone
/// </code>
/// </remarks>
/// <param name="IsStream">Whether the body's top level says <c>"stream": true</c>.</param>
/// <param name="UsageEdit">The change that asks for usage; null = it asks already, or says that it does not want it, or is no stream, or is not JSON throughout.</param>
internal readonly record struct StreamRequest(bool IsStream, BodyEdit? UsageEdit)
{
    private static readonly ReadOnlyMemory<byte> WholeOption = ", \"stream_options\": {\"include_usage\": true}"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Options = "{\"include_usage\": true}"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> OnlyMember = "\"include_usage\": true"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> FirstMember = "\"include_usage\": true, "u8.ToArray();

    /// <summary>Reads a body, as far as it was kept. Never throws: what is not JSON asks for nothing.</summary>
    public static StreamRequest Read(BodyCapture body)
    {
        var pieces = body.Kept();
        if (pieces.Count == 0)
        {
            return default;
        }

        var isWhole = body.KeptBytes == body.TotalBytes;
        if (pieces.Count == 1)
        {
            return Read(pieces[0].Span, isWhole);
        }

        // Only what came in chunks or is larger than a mebibyte is in more than one piece.
        var joined = ArrayPool<byte>.Shared.Rent((int)body.KeptBytes);
        try
        {
            var at = 0;
            foreach (var piece in pieces)
            {
                piece.CopyTo(joined.AsMemory(at));
                at += piece.Length;
            }

            return Read(joined.AsSpan(0, at), isWhole);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    /// <summary>Reads a body, or its beginning.</summary>
    public static StreamRequest Read(ReadOnlySpan<byte> json, bool isWhole)
    {
        if (json.IndexOf("\"stream"u8) < 0)
        {
            return default;
        }

        var reader = new Utf8JsonReader(json, isWhole, default);
        var found = default(Found);
        try
        {
            return found.ReadObject(ref reader) ? new(found.IsStream, found.Edit()) : new(found.IsStream, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or half a character in a name.
            return new(found.IsStream, null);
        }
    }

    // Where things stand in the top level; of a repeated name the last one counts, as it does for most readers.
    private struct Found
    {
        public bool IsStream;
        private int _afterStream;
        private int _options;
        private bool _isNull;
        private bool _isEmpty;
        private bool _isDecided;
        private bool _hasOptions;

        /// <summary>Whether the document is one object and was read to its end.</summary>
        public bool ReadObject(ref Utf8JsonReader reader)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isStream = reader.ValueTextEquals("stream"u8);
                var isOptions = !isStream && reader.ValueTextEquals("stream_options"u8);
                if (!reader.Read())
                {
                    return false;
                }

                if (isStream)
                {
                    IsStream = reader.TokenType == JsonTokenType.True;
                    _afterStream = (int)reader.BytesConsumed;
                }
                else if (isOptions)
                {
                    ReadOptions(ref reader);
                }

                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && !reader.TrySkip())
                {
                    return false;
                }
            }

            return reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0 && !reader.Read();
        }

        public readonly BodyEdit? Edit() =>
            !IsStream || _isDecided ? null
            : !_hasOptions ? new(_afterStream, 0, WholeOption)
            : _isNull ? new(_options, 4, Options)
            : new(_options + 1, 0, _isEmpty ? OnlyMember : FirstMember);

        private void ReadOptions(ref Utf8JsonReader reader)
        {
            // Twice, or no object: whose reading would count is not ours to guess.
            _isDecided |= _hasOptions || reader.TokenType is not (JsonTokenType.Null or JsonTokenType.StartObject);
            _hasOptions = true;
            _options = (int)reader.TokenStartIndex;
            _isNull = reader.TokenType == JsonTokenType.Null;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return;
            }

            _isEmpty = true;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                _isEmpty = false;
                _isDecided |= reader.ValueTextEquals("include_usage"u8);
                if (!reader.Read() || !reader.TrySkip())
                {
                    return;
                }
            }
        }
    }
}
