using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Observability.Testing.OpenWebUI;

/// <summary>The bytes of Open WebUI's requests: these header lines, in this order.</summary>
public static class OpenWebUIRequest
{
    /// <summary>The list of models of a connection.</summary>
    /// <param name="baseUrl">Its base URL.</param>
    /// <param name="user">Who is signed in.</param>
    public static byte[] Models(Uri baseUrl, OpenWebUIUser user) => Encoding.ASCII.GetBytes(Head("GET", baseUrl, "models", user) + End(null));

    /// <summary>A chat, or a background task about one.</summary>
    /// <param name="baseUrl">The connection's base URL.</param>
    /// <param name="user">Who is signed in.</param>
    /// <param name="custom">The connection's own headers, filled in.</param>
    /// <param name="body">The request.</param>
    public static byte[] Chat(Uri baseUrl, OpenWebUIUser user, IEnumerable<(string Name, string Value)> custom, JsonObject body)
    {
        var bytes = PythonJson.Dumps(body);
        var head = Head("POST", baseUrl, "chat/completions", user) + string.Concat(custom.Select(h => $"{h.Name}: {h.Value}\r\n")) + End(bytes.Length);
        return [.. Encoding.ASCII.GetBytes(head), .. bytes];
    }

    // A name is quote(name, safe=' '): percent-encoded UTF-8, but for spaces. Lists of models name no chat.
    private static string Head(string method, Uri baseUrl, string path, OpenWebUIUser user) => string.Create(
        CultureInfo.InvariantCulture,
        $"{method} {baseUrl.AbsolutePath}/{path} HTTP/1.1\r\nHost: {baseUrl.Authority}\r\nContent-Type: application/json\r\n"
        + $"X-OpenWebUI-User-Name: {Uri.EscapeDataString(user.Name).Replace("%20", " ", StringComparison.Ordinal)}\r\nX-OpenWebUI-User-Id: {user.Id}\r\n"
        + $"X-OpenWebUI-User-Email: {user.Email}\r\nX-OpenWebUI-User-Role: {user.Role}\r\n"
        + $"{(method == "GET" ? "" : $"X-OpenWebUI-Chat-Id: {user.ChatId}\r\n")}Authorization: Bearer sk-of-the-provider\r\n");

    private static string End(int? length) =>
        "Accept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nUser-Agent: Python/3.11 aiohttp/3.13.5\r\n"
        + (length is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {bytes}\r\n\r\n") : "\r\n");
}
