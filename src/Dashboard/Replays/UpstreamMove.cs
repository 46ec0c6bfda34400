using System.Globalization;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Replays;

/// <summary>Sends a call to another upstream: its path goes along from the one base URL to the other. Nothing is translated between formats.</summary>
internal static class UpstreamMove
{
    private const string OpenAi = "openai";
    private const string Azure = "azure";
    private const string Deployments = "/openai/deployments/";

    /// <summary>The call for another upstream, or a sentence that says why it does not speak what the call is written in.</summary>
    public static (CallDraft? Draft, string? Refusal) To(CallDraft draft, UpstreamChoice to)
    {
        if (draft.Upstream == to.Name && draft.BasePath == to.BasePath)
        {
            return (draft, null);
        }

        var wire = WireOf(draft);
        if (!Speaks(to.Family, wire, draft.Family))
        {
            return (null, string.Format(CultureInfo.CurrentCulture, DraftText.DoesNotSpeak, to.Name, to.Family, wire ?? draft.Family));
        }

        var moved = draft with { Upstream = to.Name, Family = to.Family, BasePath = to.BasePath };
        var rest = Rest(draft);
        if (wire != OpenAi)
        {
            return (moved with { Target = Joined(to.BasePath, rest) }, null);
        }

        return to.Family != Azure && rest.IndexOf(Deployments, StringComparison.Ordinal) is var at and >= 0
            ? FromDeployment(moved, to, rest[(at + Deployments.Length)..])
            : (moved with { Target = OnOpenAi(to, WithoutVersion(rest)) }, null);
    }

    /// <summary>Whether an upstream of a family serves calls in a wire format. Of families nobody has described we do not know, and let it answer for itself.</summary>
    private static bool Speaks(string family, string? wire, string from) =>
        family == from || family == wire
        || (family, wire) is (Azure, OpenAi) or ("ollama" or "llamacpp", OpenAi or "anthropic")
        || (family != Azure && !ProviderFormats.Families.Contains(family, StringComparer.Ordinal))
        || (wire is null && from != Azure && !ProviderFormats.Families.Contains(from, StringComparer.Ordinal));

    // By path and first bytes, as everywhere: Ollama serves OpenAI's paths too.
    private static string? WireOf(CallDraft draft) => ProviderFormats.Select(
        draft.Family,
        new(draft.Method, draft.Target.Split('?')[0], null, EditedBody.HeaderOf(draft, "Content-Type"), EditedBody.Readable(draft).Bytes, null, ReadOnlyMemory<byte>.Empty))?.Family;

    // What follows the base path, with a version that ends it; the whole where the base is not known.
    private static string Rest(CallDraft draft)
    {
        if (draft.BasePath is not { } basePath || !CapturedCall.IsInside(draft.Target, basePath))
        {
            return draft.Target;
        }

        var rest = draft.Target[basePath.Length..];
        var last = basePath[(basePath.LastIndexOf('/') + 1)..];
        return IsVersion(last) ? $"/{last}{rest}" : rest;
    }

    // A version that ends the base and begins the rest is not doubled.
    private static string Joined(string basePath, string rest)
    {
        var last = basePath[(basePath.LastIndexOf('/') + 1)..];
        return IsVersion(last) && rest.StartsWith($"/{last}/", StringComparison.Ordinal) ? basePath + rest[(last.Length + 1)..]
            : CapturedCall.IsInside(rest, basePath) ? rest
            : basePath + rest;
    }

    // A base URL with a path is complete, as on ingest's own /v1.
    private static string OnOpenAi(UpstreamChoice to, string call) => to switch
    {
        { BasePath: "", Family: Azure } => (call.StartsWith("/openai/", StringComparison.Ordinal) ? "" : "/openai/v1") + call,
        { BasePath: "" } => "/v1" + call,
        _ when CapturedCall.IsInside(call, to.BasePath) => call,
        _ => to.BasePath + call,
    };

    // Azure's older paths name the model, and no body has to: {model}/chat/completions?api-version=2024-10-21.
    private static (CallDraft? Draft, string? Refusal) FromDeployment(CallDraft moved, UpstreamChoice to, string call)
    {
        var slash = call.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0)
        {
            return (null, DraftText.NoModelPlace);
        }

        var there = moved with { Target = OnOpenAi(to, WithoutApiVersion(call[slash..])) };
        return ModelPlace.With(there, ModelPlace.Of(there) ?? Uri.UnescapeDataString(call[..slash]));
    }

    private static string WithoutApiVersion(string call)
    {
        var parts = call.Split('?', 2);
        var pairs = parts.Length < 2 ? [] : parts[1].Split('&').Where(p => !p.StartsWith("api-version=", StringComparison.Ordinal)).ToList();
        return pairs.Count == 0 ? parts[0] : $"{parts[0]}?{string.Join('&', pairs)}";
    }

    // What follows the first version in a path, whatever gateways put around it: /api/v1 of OpenRouter, /v1beta/openai of Gemini's. All of it where there is none.
    private static string WithoutVersion(string rest)
    {
        var end = rest.IndexOf('?', StringComparison.Ordinal) is var question and >= 0 ? question : rest.Length;
        for (var at = 0; at < end;)
        {
            var next = rest.IndexOf('/', at + 1, end - at - 1);
            if (next < 0)
            {
                return rest;
            }

            if (IsVersion(rest[(at + 1)..next]))
            {
                return rest.AsSpan(next).StartsWith("/openai/", StringComparison.Ordinal) ? rest[(next + "/openai".Length)..] : rest[next..];
            }

            at = next;
        }

        return rest;
    }

    private static bool IsVersion(string segment) => segment is ['v', >= '0' and <= '9', ..];
}
