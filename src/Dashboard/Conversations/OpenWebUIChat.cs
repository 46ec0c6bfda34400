using Observability.Domain;

namespace Observability.Dashboard.Conversations;

/// <summary>Where a conversation is in Open WebUI.</summary>
internal static class OpenWebUIChat
{
    /// <summary>Address of the chat; null when <c>OBSERVABILITY_OPENWEBUI_URL</c> is not set or no http address, or the session is no chat there.</summary>
    /// <remarks>Chats have a UUID; what Open WebUI does not keep, or keeps elsewhere, is named <c>temporary:…</c>, <c>local:…</c>, <c>channel:…</c> (0.11).</remarks>
    public static string? Href(Settings settings, string session) =>
        settings.Read("OBSERVABILITY_OPENWEBUI_URL") is { } url
        && Uri.TryCreate(url, UriKind.Absolute, out var site) && site.Scheme is "http" or "https"
        && Guid.TryParseExact(session, "D", out _)
            ? $"{site.GetLeftPart(UriPartial.Path).TrimEnd('/')}/c/{session}"
            : null;
}
