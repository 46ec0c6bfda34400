using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>
/// Ollama loads a model when it is asked to generate from nothing, and unloads it when it is also told to keep it for no time:
/// <c>{"model":"m","keep_alive":0,"prompt":""}</c>.
/// </summary>
/// <remarks>Source: docs.ollama.com/api (generate, "load a model" and "unload a model"), read 2026-11-22.</remarks>
internal static class OllamaEmptyCall
{
    // Such a call says nothing but the model; a longer one has something to say.
    private const int MaxBytes = 4 << 10;

    /// <summary>Whether the call only loads a model.</summary>
    public static bool Loads(WireExchange exchange) => Read(exchange) is { Unloads: false };

    /// <summary>Whether the call only unloads a model.</summary>
    public static bool Unloads(WireExchange exchange) => Read(exchange) is { Unloads: true };

    /// <summary>Whether <paramref name="path"/> is one of those that generate.</summary>
    public static bool IsPath(string method, string path) => method == "POST" && (PathEnd.Is(path, "api/generate") || PathEnd.Is(path, "api/chat"));

    /// <summary>Reads such a call: nothing of it is spend, for nothing was generated.</summary>
    public static Reading ReadAnswer(WireExchange exchange)
    {
        var request = RequestBody.Read(exchange.RequestBody, _ => []);
        var reading = OllamaAnswer.Read(exchange, request, (_, _) => Generated.Nothing);
        var note = $"This call only asked to {(Unloads(exchange) ? "unload" : "load")} the model: nothing was generated.";
        return reading with { IsSpend = false, Notes = [.. reading.Notes, note] };
    }

    private static EmptyCall? Read(WireExchange exchange)
    {
        if (exchange.RequestBody.Length is 0 or > MaxBytes)
        {
            return null;
        }

        using var document = LenientJson.Parse(exchange.RequestBody, out var whole);
        if (document is null || !whole || document.RootElement.Word("model"u8) is null)
        {
            return null;
        }

        var root = document.RootElement;
        var isEmpty = PathEnd.Is(ConnectionIndex.Without(exchange.Path), "api/chat")
            ? !root.Items("messages"u8).MoveNext()
            : root.Text("prompt"u8) is null or "" && root.Member("prompt"u8) is null or { ValueKind: JsonValueKind.String };
        return isEmpty && !root.Items("images"u8).MoveNext() ? new(IsNought(root.Word("keep_alive"u8))) : null;
    }

    // A number of seconds, or a duration with its unit.
    private static bool IsNought(string? keepAlive) => keepAlive is "0" or "0s" or "0m" or "0h" or "0ms" or "0.0";

    private readonly record struct EmptyCall(bool Unloads);
}
