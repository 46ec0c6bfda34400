using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>The parts of a count that have a price of their own; null where the list names none of the kind.</summary>
/// <param name="Audio">Tokens of sound.</param>
/// <param name="Image">Tokens of images.</param>
internal sealed record GeminiModalities(long? Audio, long? Image)
{
    /// <summary>Nothing was listed.</summary>
    public static GeminiModalities None { get; } = new(null, null);

    /// <summary>The list of the member <paramref name="name"/>, such as <c>[{"modality":"AUDIO","tokenCount":1881}]</c>; null when it is missing.</summary>
    public static GeminiModalities? In(JsonElement usage, ReadOnlySpan<byte> name)
    {
        if (usage.Member(name) is not { ValueKind: JsonValueKind.Array } list)
        {
            return null;
        }

        long? audio = null, image = null;
        foreach (var item in list.EnumerateArray())
        {
            var tokens = item.Count("tokenCount"u8) ?? item.Count("tokens"u8);
            switch (item.Word("modality"u8))
            {
                // With enum-encoding=int they come as numbers.
                case "AUDIO" or "audio" or "4":
                    audio = tokens + (audio ?? 0) ?? audio;
                    break;
                case "IMAGE" or "image" or "2":
                    image = tokens + (image ?? 0) ?? image;
                    break;
            }
        }

        return new(audio, image);
    }
}
