using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>OpenAI's moderations, which are free and count no tokens: one verdict for each input, as its JSON.</summary>
public sealed class OpenAiModerationsFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openai.moderations";

    /// <inheritdoc/>
    public override string Family => "openai";

    /// <inheritdoc/>
    public override string Endpoint => "moderations";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "moderations");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var verdicts = new List<ContentPart>();
        string? id = null;
        var reading = OpenAiPieces.Read(exchange, RequestBody.Read(exchange, request => Prompts.Of(request, "input"u8)), piece =>
        {
            id = piece.Text("id"u8);
            verdicts.AddRange(piece.Items("results"u8).Select(r => new UnknownPart(r.AsJson())));
            return Generated.Nothing;
        });
        return reading with { Output = verdicts.Count > 0 ? [new("assistant", verdicts)] : [], ProviderRequestId = id };
    }
}
