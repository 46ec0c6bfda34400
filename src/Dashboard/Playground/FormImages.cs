namespace Observability.Dashboard.Playground;

/// <summary>Reads and writes images as each API has them.</summary>
internal static class FormImages
{
    /// <summary>Most bytes of an image that a page is given to show, as base64.</summary>
    public const int LongestShown = 1 << 20;

    private static readonly string[] PartMembers = ["inlineData", "inline_data", "fileData", "file_data"];

    /// <summary>The type and the base64 of a data URI; null when it is none.</summary>
    public static (string MediaType, string Base64)? Data(string? uri)
    {
        if (uri is null || !uri.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || uri.IndexOf(";base64,", StringComparison.OrdinalIgnoreCase) is not (> 0 and var mark))
        {
            return null;
        }

        return (uri[5..mark].Split(';')[0].ToLowerInvariant(), uri[(mark + ";base64,".Length)..]);
    }

    /// <summary>Whether a page draws images of this type: those that hold pixels and nothing that runs.</summary>
    public static bool IsDrawn(string mediaType) => mediaType is "image/png" or "image/jpeg" or "image/gif" or "image/webp";

    /// <summary>The type of an image by its first bytes, for APIs that do not say it.</summary>
    public static string TypeOf(string base64) => base64 switch
    {
        ['/', '9', 'j', '/', ..] => "image/jpeg",
        ['R', '0', 'l', 'G', ..] => "image/gif",
        ['U', 'k', 'l', 'G', ..] => "image/webp",
        _ => "image/png",
    };

    /// <summary>The body with another image, or why it cannot be that.</summary>
    public static FormChange Set(ReadOnlyMemory<byte> body, FormField field, string value)
    {
        var data = Data(value);
        var isAddress = Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "gs" or "files";
        if (data is null && !isAddress && field.Shape != ImageShape.Base64)
        {
            return new(null, FormText.NoImage);
        }

        return field.Shape switch
        {
            ImageShape.Base64 when isAddress => new(null, FormText.NoImageAddress),
            ImageShape.Base64 => new(JsonEdits.Replace(body, field.Place, JsonPlace.Quote(data?.Base64 ?? value)), null),
            ImageShape.Source => new(JsonEdits.Set(body, field.Place, data is { } inline
                ? $$"""{"type":"base64","media_type":{{JsonPlace.Quote(inline.MediaType)}},"data":{{JsonPlace.Quote(inline.Base64)}}}"""
                : $$"""{"type":"url","url":{{JsonPlace.Quote(value)}}}"""), null),
            ImageShape.Part => new(SetPart(body, field.Place, value, data), null),
            _ => new(JsonEdits.Set(body, field.Place, JsonPlace.Quote(value)), null),
        };
    }

    // Gemini's part has one of two members, each in one of two spellings; its other members stay.
    private static ReadOnlyMemory<byte> SetPart(ReadOnlyMemory<byte> body, string place, string value, (string MediaType, string Base64)? data)
    {
        var (name, json) = data is { } inline
            ? ("inlineData", $$"""{"mimeType":{{JsonPlace.Quote(inline.MediaType)}},"data":{{JsonPlace.Quote(inline.Base64)}}}""")
            : ("fileData", $$"""{"fileUri":{{JsonPlace.Quote(value)}}}""");
        foreach (var other in PartMembers.Where(n => n != name))
        {
            body = JsonEdits.Remove(body, JsonPlace.Under(place, other));
        }

        return JsonEdits.Set(body, JsonPlace.Under(place, name), json);
    }
}
