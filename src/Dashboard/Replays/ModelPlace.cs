using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Observability.Dashboard.Replays;

/// <summary>Where a call names its model: in its path, in a field of a form, or in the JSON of its body.</summary>
public static class ModelPlace
{
    private const int LongestName = 500;

    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The model a call names; null when it names none, or its body cannot be read.</summary>
    public static string? Of(CallDraft draft)
    {
        if (PathModel.Find(draft.Target) is { } inPath)
        {
            return inPath;
        }

        var (body, refusal) = EditedBody.Readable(draft);
        return refusal is not null || body.IsEmpty ? null
            : FormModel.BoundaryOf(EditedBody.HeaderOf(draft, "Content-Type")) is { } boundary ? FormModel.Find(body.Span, boundary)
            : TextOf(body.Span, "model"u8) ?? TextOf(body.Span, "name"u8);
    }

    /// <summary>The call with another model, everything else as it is; or a sentence that says why it cannot be.</summary>
    public static (CallDraft? Draft, string? Refusal) With(CallDraft draft, string model)
    {
        model = model.Trim();
        if (model.Length is 0 or > LongestName || model.Any(char.IsControl))
        {
            return (null, DraftText.BadModel);
        }

        if (PathModel.With(draft.Target, BareIn(draft.Target, model)) is { } target)
        {
            var moved = draft with { Target = target };
            // Some say it in their body too, and are refused where the two differ.
            return TextOf(EditedBody.Readable(moved).Bytes.Span, "model"u8) is { } said ? InJson(moved, "model", AsSaid(said, model)) : (moved, null);
        }

        var (body, refusal) = EditedBody.Readable(draft);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        if (FormModel.BoundaryOf(EditedBody.HeaderOf(draft, "Content-Type")) is { } boundary)
        {
            return FormModel.With(body.Span, boundary, model) is { } form ? (EditedBody.With(draft, form), null) : (null, DraftText.NoModelPlace);
        }

        if (!EditedBody.IsObject(body.Span))
        {
            return (null, DraftText.NoModelPlace);
        }

        // Ollama's older calls say name.
        var name = TextOf(body.Span, "model"u8) is null && draft.Target.Contains("/api/", StringComparison.Ordinal) && TextOf(body.Span, "name"u8) is not null ? "name" : "model";
        return InJson(draft, name, model);
    }

    private static (CallDraft? Draft, string? Refusal) InJson(CallDraft draft, string name, string model)
    {
        using var patch = JsonDocument.Parse(new JsonObject { [name] = model }.ToJsonString(AsWritten));
        return EditedBody.Merge(draft, patch.RootElement);
    }

    // Google writes models/ before a name where it is a resource's, and not where the path says so already.
    private static string BareIn(string target, string model) => target.Contains("odels/", StringComparison.Ordinal) && model.StartsWith("models/", StringComparison.Ordinal) ? model["models/".Length..] : model;

    private static string AsSaid(string said, string model) =>
        said.StartsWith("models/", StringComparison.Ordinal) && !model.StartsWith("models/", StringComparison.Ordinal) ? "models/" + model : model;

    // A text member of the root object; null when there is none. Looks no farther than it has to, and takes no notice of what is broken behind it.
    private static string? TextOf(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonMergePatch.MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = reader.ValueTextEquals(name);
                reader.Read();
                if (isIt)
                {
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }

                reader.Skip();
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
