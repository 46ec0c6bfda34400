using System.Text.Json;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Reads the raw HTTP/1.1 vectors; one unnamed vector stands for a file that is not on this machine.</summary>
internal static class VectorFile
{
    public static Dictionary<string, string> Read(string file)
    {
        if (SharedCorpora.Find("http1-vectors/" + file) is not { } path)
        {
            return new(StringComparer.Ordinal) { [""] = "" };
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.GetProperty("vectors").EnumerateArray()
            .ToDictionary(v => v.GetProperty("name").GetString()!, v => Whole(v.GetProperty("name").GetString()!, v.GetProperty("raw").GetString()!), StringComparer.Ordinal);
    }

    /// <summary>A vector on a route of ours: what asks for /a and the like has these paths after the key, and so has the request that might be smuggled in.</summary>
    public static string OnOurRoute(string raw, string key)
    {
        var lineEnd = raw.IndexOf('\n', StringComparison.Ordinal);
        lineEnd = lineEnd <= 1 ? raw.IndexOf('\n', lineEnd + 1) : lineEnd;
        var first = raw[..lineEnd].Replace(" /", $" /plain/{key}/", StringComparison.Ordinal);
        return first + raw[lineEnd..].Replace("GET /smuggled", $"GET /plain/{key}/smuggled", StringComparison.Ordinal);
    }

    // What the file only describes ("...[33036 bytes in all]") is made that long, and ended as its kind of message ends.
    private static string Whole(string name, string raw)
    {
        var described = raw.IndexOf("...[", StringComparison.Ordinal);
        return described < 0 ? raw : name switch
        {
            "33KB headers" => raw[..described] + new string('a', 33_000) + "\r\n\r\n",
            "9KB request line" => raw[..described] + new string('a', 9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
            "big-hdr" => raw[..described] + new string('a', 70_000) + "\r\nContent-Length: 2\r\n\r\nok",
            _ => throw new InvalidOperationException($"The vector '{name}' is cut short and nobody here knows how it goes on."),
        };
    }
}
