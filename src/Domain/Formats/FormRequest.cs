using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the requests of OpenAI's image and audio calls, which send files as a form; and JSON, where there are none.</summary>
internal static class FormRequest
{
    /// <summary>The request: texts are parameters, the <c>prompt</c> and the files are one message of the user.</summary>
    /// <param name="exchange">The call.</param>
    /// <param name="mediaKind">What its files are: <c>audio</c> or <c>image</c>.</param>
    public static RequestBody Read(WireExchange exchange, string mediaKind)
    {
        if (MultipartForm.Read(exchange.RequestContentType, exchange.RequestBody, out var whole) is not { } fields)
        {
            return RequestBody.Read(exchange, request => Prompts.Of(request, "prompt"u8));
        }

        var parts = new List<ContentPart>();
        var parameters = new List<KeyValuePair<string, string>>();
        string? model = null, user = null;
        bool? stream = null;
        foreach (var field in fields)
        {
            switch (field)
            {
                case { FileName: not null }:
                    parts.Add(new MediaPart(mediaKind, field.ContentType, null, field.Bytes.Length));
                    parameters.Add(new(field.Name, Quoted(field.FileName)));
                    break;
                case { Name: "model" }:
                    model = field.Text;
                    break;
                case { Name: "user" }:
                    user = field.Text;
                    break;
                case { Name: "prompt" }:
                    parts.Add(new TextPart(field.Text));
                    break;
                default:
                    stream = field.Name == "stream" ? field.Text == "true" : stream;
                    parameters.Add(new(field.Name, Quoted(field.Text)));
                    break;
            }
        }

        return new()
        {
            Model = NotEmpty(model) ?? PathEnd.After(exchange.Path, "deployments"),
            Stream = stream,
            User = NotEmpty(user),
            Input = parts.Count > 0 ? [new("user", parts)] : [],
            Parameters = parameters,
            Notes = whole ? [] : ["The request's form is not whole: only its understood part is shown."],
        };
    }

    private static string? NotEmpty(string? text) => text is { Length: > 0 } ? text : null;

    // A form has only texts; shown as the JSON they would be.
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(StoredText.Required(text, 480), System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
