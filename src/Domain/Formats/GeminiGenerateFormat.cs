namespace Observability.Domain.Formats;

/// <summary>Gemini's <c>generateContent</c> and <c>streamGenerateContent</c>, at Google's developer API and on Vertex.</summary>
/// <remarks>As recorded traffic of 2026 shows it; the provider describes it at https://ai.google.dev/api/generate-content and https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference.</remarks>
public sealed class GeminiGenerateFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "gemini.generate";

    /// <inheritdoc/>
    public override string Family => "gemini";

    /// <inheritdoc/>
    public override string Endpoint => "chat";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) =>
        method == "POST" && (GeminiPath.Calls(path, "generateContent") || GeminiPath.Calls(path, "streamGenerateContent"));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) =>
        GeminiAnswer.Read(exchange, GeminiRequest.Read(exchange, GeminiRequest.Conversation));
}
