using System.Globalization;
using System.Text.Json;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Replays;

/// <summary>Changes the body of a call. Only what is changed loses its content coding; a body nobody touches stays as it is, byte for byte.</summary>
public static class EditedBody
{
    private const string Coding = "Content-Encoding";
    private const string Type = "Content-Type";

    /// <summary>The body of a call as it can be read and edited, its content coding undone; empty where there is none.</summary>
    public static (ReadOnlyMemory<byte> Bytes, string? Refusal) Readable(CallDraft draft)
    {
        var coding = HeaderOf(draft, Coding);
        if (draft.Body is not { IsEmpty: false } body || coding is null or "" or "identity")
        {
            return (draft.Body ?? ReadOnlyMemory<byte>.Empty, null);
        }

        var decoded = ContentDecoding.Decode(body, coding, ChunkTimeline.None);
        return decoded.Note is null ? (decoded.Bytes, null) : (default, string.Format(CultureInfo.CurrentCulture, DraftText.CodingUnknown, coding));
    }

    /// <summary>The call with a body in the place of its own, without content coding. What says to be JSON, or says nothing, has to be.</summary>
    public static (CallDraft? Draft, string? Refusal) Replace(CallDraft draft, ReadOnlyMemory<byte> body)
    {
        if (IsJson(draft) && JsonFault.Of(body.Span) is { } fault)
        {
            return (null, fault.Sentence);
        }

        var plain = With(draft, body);
        return (HeaderOf(plain, Type) is null ? plain with { Headers = [.. plain.Headers, new(Type, "application/json")] } : plain, null);
    }

    /// <summary>The call with a JSON merge patch (RFC 7396) over its body.</summary>
    public static (CallDraft? Draft, string? Refusal) Merge(CallDraft draft, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            return (null, DraftText.PatchIsNoObject);
        }

        var (body, refusal) = Readable(draft);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        return IsObject(body.Span) ? (With(draft, JsonMergePatch.Apply(body.Span, patch)), null)
            : (null, body.IsEmpty ? DraftText.NoBodyToPatch : DraftText.BodyIsNoObject);
    }

    /// <summary>The call with a plain body: what told of another coding is gone.</summary>
    internal static CallDraft With(CallDraft draft, ReadOnlyMemory<byte> body) =>
        draft with { Body = body, Headers = [.. draft.Headers.Where(h => !h.Key.Equals(Coding, StringComparison.OrdinalIgnoreCase))] };

    /// <summary>Whether the body is said to be JSON; where nothing is said it is taken for it.</summary>
    internal static bool IsJson(CallDraft draft) =>
        HeaderOf(draft, Type)?.Split(';')[0].Trim() is not { } type || type.EndsWith("json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text is JSON, and an object.</summary>
    internal static bool IsObject(ReadOnlySpan<byte> utf8) => utf8.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] && JsonFault.Of(utf8) is null;

    /// <summary>The first line of a header; null when it has none.</summary>
    internal static string? HeaderOf(CallDraft draft, string name)
    {
        foreach (var (key, value) in draft.Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value.Trim();
            }
        }

        return null;
    }
}
