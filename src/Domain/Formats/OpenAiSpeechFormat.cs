using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>OpenAI's text to speech: sound as such, which tells no usage, or a stream of events that ends with it.</summary>
public sealed class OpenAiSpeechFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openai.speech";

    /// <inheritdoc/>
    public override string Family => "openai";

    /// <inheritdoc/>
    public override string Endpoint => "speech";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "audio/speech");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var request = RequestBody.Read(exchange, ResponsesInput.Of);
        if (IsSound(exchange))
        {
            var type = exchange.ResponseContentType?.Split(';')[0].Trim();
            return request.ToReading() with
            {
                Output = Sound(exchange.ResponseBody.Length, type),
                Usage = CharactersOf(request),
            };
        }

        var bytes = 0L;
        var reading = OpenAiPieces.Read(exchange, request, piece =>
        {
            var sound = ContentParts.DecodedLength(piece.Member("audio"u8)) ?? 0;
            bytes += sound;
            return sound > 0 ? Generated.Visible : Generated.Nothing;
        });
        return reading with { Output = bytes > 0 ? Sound(bytes, null) : [] };
    }

    private static bool IsSound(WireExchange exchange)
    {
        if (exchange.Status >= 400 || exchange.ResponseBody.IsEmpty || Framing.IsEventStream(exchange))
        {
            return false;
        }

        // Raw samples may start with any byte, so only what is JSON from end to end is.
        using var document = LenientJson.Parse(exchange.ResponseBody, out var whole);
        return document is null || !whole;
    }

    private static IReadOnlyList<Message> Sound(long bytes, string? type) => [new("assistant", [new MediaPart("audio", type, null, bytes)])];

    // tts-1 is billed by the characters it was given.
    private static Usage? CharactersOf(RequestBody request)
    {
        if (request.Notes.Count > 0)
        {
            // Cut or damaged: how long it was is not known.
            return null;
        }

        var characters = 0L;
        foreach (var part in request.Input.Where(m => m.Role == "user").SelectMany(m => m.Parts).OfType<TextPart>())
        {
            foreach (var _ in part.Text.EnumerateRunes())
            {
                characters++;
            }
        }

        return characters > 0 ? new(null) { Characters = characters } : null;
    }
}
