using System.Text;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Speech to text in OpenAI's shape (Groq's and Mistral's too): transcriptions and translations, as JSON, as plain text or subtitles, or streamed.</summary>
public sealed class OpenAiTranscriptionsFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openai.transcriptions";

    /// <inheritdoc/>
    public override string Family => "openai";

    /// <inheritdoc/>
    public override string Endpoint => "transcriptions";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) =>
        method == "POST" && (PathEnd.Is(path, "audio/transcriptions") || PathEnd.Is(path, "audio/translations"));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var request = FormRequest.Read(exchange, "audio");
        if (IsPlainText(exchange))
        {
            return request.ToReading() with { Output = Spoken(Encoding.UTF8.GetString(exchange.ResponseBody.Span)) };
        }

        var pieces = new StringBuilder();
        string? whole = null;
        decimal? heard = null;
        var reading = OpenAiPieces.Read(exchange, request, piece =>
        {
            var delta = piece.Says("type"u8, "transcript.text.delta"u8) ? piece.Text("delta"u8) : null;
            pieces.Append(delta);
            whole = piece.Says("type"u8, "transcript.text.segment"u8) ? whole : piece.Text("text"u8) ?? whole;
            heard = piece.Number("duration"u8) ?? heard;
            return delta is { Length: > 0 } ? Generated.Visible : Generated.Nothing;
        });
        return reading with { Output = Spoken(whole ?? pieces.ToString()), Usage = UsageOf(reading.Usage, heard) };
    }

    // srt, vtt and text are asked for by the request, and labelled text/plain.
    private static bool IsPlainText(WireExchange exchange) =>
        exchange.Status is null or < 400
        && LenientJson.Trim(exchange.ResponseBody).Span is [not ((byte)'{' or (byte)'['), ..]
        && exchange.ResponseContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) != true
        && !Framing.IsEventStream(exchange);

    private static IReadOnlyList<Message> Spoken(string text) => text.Length > 0 ? [new("assistant", [new TextPart(text)])] : [];

    // Whisper is billed by the time it heard: its newer answers say so in the usage, the verbose ones of old beside the text.
    private static Usage? UsageOf(Usage? usage, decimal? heard) => usage is null && heard >= 0 ? new(null) { AudioSeconds = heard } : usage;
}
