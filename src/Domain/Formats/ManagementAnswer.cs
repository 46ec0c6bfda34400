using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads calls that do something with a model and answer with next to nothing, or with one object.</summary>
internal static class ManagementAnswer
{
    // Of what a model is, without its licence, template and tensors.
    private static readonly string[] Members = ["success", "status", "parent_model", "format", "family", "parameter_size", "quantization_level"];

    /// <summary>Reads an exchange.</summary>
    public static Reading Read(WireExchange exchange)
    {
        var facts = new SaidFacts();
        string? source = null;
        var request = RequestBody.Read(exchange.RequestBody, root =>
        {
            source = root.Text("source"u8);
            facts.Set("source", source);
            facts.Set("destination", root.Text("destination"u8));
            return [];
        });
        var reading = request.ToReading() with { ModelRequested = request.Model ?? source, IsSpend = false };
        using var document = LenientJson.Parse(exchange.ResponseBody, out var whole);
        if (document is null)
        {
            // They answer a success with nothing.
            return reading with
            {
                Output = exchange.Status is < 400 ? facts.ToOutput() : [],
                Notes = LenientJson.Trim(exchange.ResponseBody).IsEmpty ? request.Notes : [.. request.Notes, "The answer is not JSON: unparsed."],
            };
        }

        var root = document.RootElement;
        var error = ProviderError.In(root, exchange.Status >= 400);
        foreach (var member in Members)
        {
            facts.Take(root.Member("details"u8) ?? root, member);
        }

        var abilities = root.Items("capabilities"u8).Select(c => c.AsText()).OfType<string>().Take(20);
        facts.Set("capabilities", string.Join(", ", abilities));
        return reading with
        {
            Output = error is null ? facts.ToOutput() : [],
            Error = error?.Message,
            ErrorCode = error?.Code,
            Complete = whole,
        };
    }
}
