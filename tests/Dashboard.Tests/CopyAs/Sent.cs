using System.Text;
using Observability.Dashboard.CopyAs;

namespace Observability.Dashboard.Tests.CopyAs;

/// <summary>Requests to copy.</summary>
internal static class Sent
{
    public static readonly Guid Id = Guid.Parse("01930000-0000-7000-8000-00000000000b");

    public static SentRequest Request(string body, string format = "openai.chat", string path = "/v1/chat/completions", params KeyValuePair<string, string>[] headers)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new(
            Id, "POST", "openai", path, "http://127.0.0.1:8787", format,
            new([new("Content-Type", "application/json"), new("Authorization", "Bearer sk-secret"), new("x-api-key", "sk-secret"), .. headers], 0), bytes, bytes.Length, bytes.Length);
    }
}
