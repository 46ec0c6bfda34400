using System.Text;
using Observability.Dashboard.Replays;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>The call that a version means.</summary>
internal static class PromptCall
{
    private const string ContentType = "Content-Type";

    /// <summary>The call with a body; null where the version is of a partial.</summary>
    /// <param name="version">The version.</param>
    /// <param name="body">What it came to, or its template.</param>
    /// <param name="basePath">Path of its upstream's base URL; null = there is no such upstream any more.</param>
    public static CallDraft? Of(PromptVersion version, string body, string? basePath) => version is not { Upstream: { } upstream, Family: { } family, Target: { } target } ? null : new()
    {
        Upstream = upstream,
        Family = family,
        Method = HttpMethods.Post,
        Target = target,
        BasePath = basePath is not null && CapturedCall.IsInside(target, basePath) ? basePath : null,
        Headers = [new(ContentType, "application/json"), .. StringsJson.Strings(version.Headers)],
        Body = Encoding.UTF8.GetBytes(body),
    };

    /// <summary>What a prompt keeps of a captured call with this body: what it means, not who made it. Agents, tracing and forwarding stay behind.</summary>
    public static CallDraft Kept(CallDraft call, string body) => new()
    {
        Upstream = call.Upstream,
        Family = call.Family,
        Method = call.Method,
        Target = call.Target,
        BasePath = call.BasePath,
        Headers = [new(ContentType, "application/json"), .. call.Headers.Where(h => PromptRules.MayHold(h.Key) && IsOfProtocol(h.Key))],
        Body = Encoding.UTF8.GetBytes(body),
    };

    /// <summary>Whether it is the header that says what the body is, which every version has and none holds.</summary>
    public static bool IsContentType(string header) => header.Equals(ContentType, StringComparison.OrdinalIgnoreCase);

    private static bool IsOfProtocol(string header) =>
        header.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase) || header.StartsWith("openai-", StringComparison.OrdinalIgnoreCase);
}
