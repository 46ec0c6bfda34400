using System.Globalization;
using System.Text;
using System.Text.Json;
using Observability.Dashboard.Replays;

namespace Observability.Dashboard.Playground;

/// <summary>Writes what was typed into a field as JSON.</summary>
internal static class FormValues
{
    /// <summary>The body with another value of a field, or why it cannot be that.</summary>
    public static FormChange Set(ReadOnlyMemory<byte> body, FormField field, string value)
    {
        value = WithBreaksOf(value, field);
        if (value == (field.Value ?? "") || value == field.Shown)
        {
            return new(body, null);
        }

        if (field.IsOptional && value.Trim().Length == 0 && field.Kind is not FieldKind.Text)
        {
            return new(JsonEdits.Remove(body, field.Place), null);
        }

        if (field.Kind == FieldKind.Image)
        {
            return FormImages.Set(body, field, value.Trim());
        }

        var (json, problem) = Write(field, value);
        return json is null ? new(null, problem) : new(JsonEdits.Set(body, field.Place, json), null);
    }

    private static (string? Json, string? Problem) Write(FormField field, string value) => field.Kind switch
    {
        FieldKind.Whole => IsNumber(value) && value.AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? (value.Trim(), null) : (null, Say(FormText.NoInteger, value)),
        FieldKind.Number => IsNumber(value) ? (value.Trim(), null) : (null, Say(FormText.NoNumber, value)),
        FieldKind.Boolean => (value == "true" ? "true" : "false", null),
        FieldKind.Json => JsonFault.Of(Encoding.UTF8.GetBytes(value)) is { } fault ? (null, fault.Sentence) : (value.Trim(), null),
        _ => (JsonPlace.Quote(value), null),
    };

    private static bool IsNumber(string value)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            return json.RootElement.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A browser gives line feeds; a text that was written on Windows keeps its own.
    private static string WithBreaksOf(string value, FormField field) =>
        field.Value is { } before && before.Contains("\r\n", StringComparison.Ordinal) && !value.Contains('\r', StringComparison.Ordinal)
            ? value.Replace("\n", "\r\n", StringComparison.Ordinal)
            : value;

    private static string Say(string sentence, string value) => string.Format(CultureInfo.CurrentCulture, sentence, value.Length > 40 ? value[..40] + "…" : value);
}
