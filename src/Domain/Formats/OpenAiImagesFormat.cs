using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>OpenAI's images: made, edited, varied; whole, or as a stream of ever finer ones. OpenRouter's and xAI's too.</summary>
public sealed class OpenAiImagesFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openai.images";

    /// <inheritdoc/>
    public override string Family => "openai";

    /// <inheritdoc/>
    public override string Endpoint => "images";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) =>
        method == "POST" && (PathEnd.Is(path, "images/generations") || PathEnd.Is(path, "images/edits")
            || PathEnd.Is(path, "images/variations") || PathEnd.Is(path, "v1/images"));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var images = new List<ContentPart>();
        var revised = new List<Message>();
        ContentPart? draft = null;
        var reading = OpenAiPieces.Read(exchange, FormRequest.Read(exchange, "image"), piece =>
        {
            var whole = piece.Text("type"u8)?.EndsWith(".partial_image", StringComparison.Ordinal) != true;
            draft = whole ? draft : ImageIn(piece, piece) ?? draft;
            var before = images.Count;
            images.AddRange(whole ? ImagesIn(piece) : []);
            revised.AddRange(piece.Items("data"u8).Select(i => i.Text("revised_prompt"u8)).OfType<string>().Select(Revised));
            return !whole || images.Count > before ? Generated.Visible : Generated.Nothing;
        });

        // Of a stream that was cut the last draft is all there is.
        ContentPart[] shown = images.Count == 0 && draft is not null ? [draft] : [.. images];
        return reading with
        {
            Output = shown.Length > 0 ? [new("assistant", shown), .. revised] : [],
            // Of an answer that was cut it is not known how many images were made, and so what they cost.
            Usage = UsageOf(reading.Usage, reading.Complete == true ? images.Count : 0),
        };
    }

    // A body lists them; the last event of a stream is one.
    private static IEnumerable<ContentPart> ImagesIn(JsonElement piece) =>
        piece.Items("data"u8).Append(piece).Select(image => ImageIn(image, piece)).OfType<ContentPart>();

    private static MediaPart? ImageIn(JsonElement image, JsonElement answer)
    {
        var type = image.Text("output_format"u8) ?? answer.Text("output_format"u8);
        var (url, bytes) = (image.Text("url"u8), ContentParts.DecodedLength(image.Member("b64_json"u8)));
        return url is null && bytes is null
            ? null
            : new("image", type is null ? null : $"image/{type}", StoredText.Of(url, StoredText.MaxSentence), bytes);
    }

    // The prompt as DALL-E 3 rewrote it before it drew.
    private static Message Revised(string prompt) => new("revised_prompt", [new TextPart(prompt)]);

    // What gpt-image-1 writes is images alone, and it gives no details of it; DALL-E and others give no tokens and are billed by the image.
    private static Usage? UsageOf(Usage? usage, int images) => usage switch
    {
        { Output: not null } => usage with { ImageOutput = usage.ImageOutput ?? usage.Output },
        null when images > 0 => new(null) { Images = images },
        _ => usage,
    };
}
