using System.Text.Json;
using Observability.Dashboard.Playground;
using Observability.Dashboard.Replays;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Playground;

/// <summary>Forms of what was really sent to providers.</summary>
public sealed class RecordedFormsTests
{
    // What says how a value is written and is no value of its own; its form writes it.
    private static readonly string[] Structure = ["type", "media_type", "mimeType", "mime_type"];

    [Fact]
    public void An_untouched_form_is_the_body_and_an_edit_of_one_field_changes_only_that()
    {
        var forms = Forms();
        foreach (var form in forms)
        {
            var fields = FormFields.Of(form);
            Assert.All(fields, f => Assert.Equal(form.Body, form.Set(f, f.Shown).Body!.Value));
            foreach (var field in fields.Where(f => f is { Kind: FieldKind.Text, Value: not null }).Take(3))
            {
                var edited = RequestForm.Of(form.Format, form.Set(field, field.Value + " — and more").Body!.Value)!;

                Assert.Equal(Said(form, field.Place), Said(edited, field.Place));
                var at = JsonSpan.Find(form.Body.Span, field.Place)!.Value;
                Assert.True(edited.Body.Span.StartsWith(form.Body.Span[..at.Start]) && edited.Body.Span.EndsWith(form.Body.Span[at.End..]));
            }
        }
    }

    [Fact]
    public void Everything_in_a_body_is_in_its_form() => Assert.All(Forms(), form =>
    {
        using var body = JsonDocument.Parse(form.Body, new() { MaxDepth = 256 });
        var shown = FormFields.Of(form).Where(f => f.Value is not null).Select(f => f.Place).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(Leaves(body.RootElement, ""), place => place != "/model" && !Structure.Contains(place.Split('/')[^1]) && !IsCovered(place, shown));
    });

    private static List<RequestForm> Forms()
    {
        var folder = SharedCorpora.Find("wire");
        Assert.SkipWhen(folder is null, SharedCorpora.Absent);
        var recordings = WireRecording.Load(folder);
        List<RequestForm> forms =
        [
            .. recordings.Select(r => (Body: (ReadOnlyMemory<byte>)r.RequestBody, Format: DraftFormat.Of(
                    new CallDraft { Upstream = "x", Family = "openai", Method = r.Method, Target = r.Path, Headers = [.. r.RequestHeaders.Select(h => KeyValuePair.Create(h.Name, h.Value))] }, r.RequestBody)))
                .Where(r => r.Format is not null && RequestForm.Formats.Contains(r.Format)).Select(r => RequestForm.Of(r.Format!, r.Body)).OfType<RequestForm>(),
        ];
        Assert.True(Quick.IsOn || forms.Count > 500, $"{forms.Count}");
        return forms;
    }

    private static Dictionary<string, string?> Said(RequestForm form, string without) =>
        FormFields.Of(form).Where(f => f.Place != without).ToDictionary(f => f.Place, f => f.Value, StringComparer.Ordinal);

    private static bool IsCovered(string place, HashSet<string> shown)
    {
        for (var at = place; at.Length > 0; at = at[..at.LastIndexOf('/')])
        {
            if (shown.Contains(at))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Leaves(JsonElement element, string place) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Leaves(p.Value, JsonPlace.Under(place, p.Name))),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((e, i) => Leaves(e, JsonPlace.Under(place, i))),
        _ => [place],
    };
}
