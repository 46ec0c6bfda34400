using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads lists of models in OpenAI's and in Ollama's shape: the answer is one message with a line for each model.</summary>
internal static class ModelsAnswer
{
    /// <summary>Reads an exchange.</summary>
    public static Reading Read(WireExchange exchange)
    {
        var request = RequestBody.Read(exchange.RequestBody, _ => []);
        var reading = request.ToReading();
        using var document = LenientJson.Parse(exchange.ResponseBody, out var whole);
        if (document is null)
        {
            return exchange.ResponseBody.IsEmpty ? reading : reading with { Notes = [.. request.Notes, "The answer is not JSON: unparsed."] };
        }

        var root = document.RootElement;
        var error = ProviderError.In(root, exchange.Status >= 400);
        var names = error is null ? NamesIn(root) : [];
        return reading with
        {
            Output = names.Count > 0 ? [new("list", [.. names.Select(n => new TextPart(n))])] : [],
            Error = error?.Message,
            ErrorCode = error?.Code,
            Complete = whole,
        };
    }

    private static List<string> NamesIn(JsonElement root)
    {
        var all = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : root.Items("data"u8).Concat(root.Items("models"u8));
        var names = all.Select(NameOf).OfType<string>().ToList();
        return names.Count > 0 ? names
            : NameOf(root) is { } one ? [one]
            : root.Text("version"u8) is { } version ? [version]
            : [];
    }

    private static string? NameOf(JsonElement model) => model.Text("id"u8) ?? model.Text("model"u8) ?? model.Text("name"u8);
}
