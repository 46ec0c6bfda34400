using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>An error in a provider's own words, from an error body or from inside a stream.</summary>
/// <param name="Message">What it said.</param>
/// <param name="Code">Its code, or else its type; null when it gave neither.</param>
internal sealed record ProviderError(string Message, string? Code)
{
    /// <summary>The error in <paramref name="root"/>; null when there is none.</summary>
    /// <param name="root">A body, an event or a line.</param>
    /// <param name="failed">Whether the status already says it is one, so that a bare <c>message</c> or <c>detail</c> is it.</param>
    public static ProviderError? In(JsonElement root, bool failed)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return root.GetArrayLength() > 0 && root[0].ValueKind == JsonValueKind.Object ? In(root[0], failed) : null;
        }

        return root.Member("error"u8) switch
        {
            { ValueKind: JsonValueKind.String } text => Of(text.AsText(), CodeIn(root)),
            { ValueKind: JsonValueKind.Object } error => Of(Sentence(error) ?? error.AsJson(), CodeIn(error)),
            _ when failed || root.Says("object"u8, "error"u8) || root.Says("type"u8, "error"u8) => Of(Sentence(root), CodeIn(root)),
            _ => null,
        };
    }

    private static ProviderError? Of(string? message, string? code) =>
        message is { Length: > 0 } ? new(message, code) : code is null ? null : new(code, code);

    private static string? Sentence(JsonElement error) =>
        (error.Member("message"u8) ?? error.Member("detail"u8)) is { } words ? words.AsText() ?? words.AsJson() : null;

    private static string? CodeIn(JsonElement error) =>
        error.Word("code"u8) ?? error.Word("type"u8) ?? error.Word("status"u8) ?? error.Word("error_type"u8);
}
