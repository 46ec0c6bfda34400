using System.Text;
using Observability.Dashboard.Replays;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Tests.Replays;

/// <summary>Captured calls and drafts to try things on.</summary>
internal static class Drafts
{
    public static UpstreamChoice OpenAi { get; } = new("openai", "openai", "/v1", HasCredential: true, []);

    public static UpstreamChoice Gemini { get; } = new("gemini", "gemini", "", HasCredential: true, []);

    public static CallDraft Of(string target, string body = "", string family = "openai", string type = "application/json", string basePath = "") => new()
    {
        Upstream = family,
        Family = family,
        Method = "POST",
        Target = target,
        BasePath = basePath,
        Headers = [new("Content-Type", type)],
        Body = Encoding.UTF8.GetBytes(body),
    };

    /// <summary>A captured exchange with these request headers.</summary>
    public static ExchangeRecord Captured(string body, params (string Name, string Value)[] headers)
    {
        var record = Some.Exchange(Guid.CreateVersion7(), Some.Noon, Encoding.UTF8.GetBytes(body));
        record.Bodies.RequestHeaders = new StoredHeaders([.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))], 1).Encode();
        return record;
    }

    public static DraftAnswer ToDraft(ExchangeRecord record, UpstreamChoice? upstream) => CapturedCall.ToDraft(record.Row, record.Bodies, upstream);

    public static string BodyOf(CallDraft? draft) => Encoding.UTF8.GetString(draft!.Body!.Value.Span);
}
