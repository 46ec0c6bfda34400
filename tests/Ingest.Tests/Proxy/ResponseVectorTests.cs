using System.Text;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>23 raw answers of odd upstreams, and what the client must get for each.</summary>
public sealed class ResponseVectorTests
{
    private const string Body = "ok";

    // Status, body (null = whatever our error says), and whether the answer reaches its end.
    private static readonly Dictionary<string, (int Status, string? Body, bool IsWhole, ExchangeOutcome Outcome)> Required = new(StringComparer.Ordinal)
    {
        ["two-cl"] = (502, null, true, ExchangeOutcome.UpstreamBroke),
        ["short"] = (200, Body, false, ExchangeOutcome.UpstreamBroke),
        ["chunk-trunc"] = (200, Body, false, ExchangeOutcome.UpstreamBroke),
        ["chunk-ext"] = (502, null, true, ExchangeOutcome.UpstreamBroke),
        ["302"] = (302, "", true, ExchangeOutcome.Completed),
        ["204-body"] = (204, "", true, ExchangeOutcome.Completed),
        ["http09"] = (502, null, true, ExchangeOutcome.UpstreamBroke),
        ["space-hdr"] = (502, null, true, ExchangeOutcome.UpstreamBroke),
        ["big-hdr"] = (502, null, true, ExchangeOutcome.UpstreamBroke),
        ["status999"] = (999, Body, true, ExchangeOutcome.UpstreamRefused),
    };

    private static readonly Dictionary<string, (string Name, string Value)> Header = new(StringComparer.Ordinal)
    {
        ["hdr-latin1"] = ("X-R", "caf\u00e9"),
        ["hdr-utf8"] = ("X-R", "caf\u00c3\u00a9"),
        ["302"] = ("Location", "/ok"),
        ["obs-fold"] = ("X-R", "a b"),
        ["nul-hdr"] = ("X-R", "a b"),
        ["setcookie"] = ("Set-Cookie", "a=b"),
    };

    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (var name in VectorFile.Read("response-vectors.json").Keys)
        {
            names.Add(name);
        }

        return names;
    }

    [Theory, MemberData(nameof(Names)), Trait("Fault", "F-39")]
    public async Task An_answer_crosses_or_the_client_sees_that_it_broke(string name)
    {
        var ct = TestContext.Current.CancellationToken;
        Assert.SkipWhen(name.Length == 0, SharedCorpora.Absent);
        var raw = Encoding.Latin1.GetBytes(VectorFile.Read("response-vectors.json")[name]);
        await using var upstream = new RawUpstream(async (_, connection, stop) =>
        {
            await connection.SendAsync(raw, stop);
            connection.Dispose();
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, ct);
        using var client = await proxy.ConnectAsync(ct);

        var answer = await client.CallAsync($"GET /plain/{proxy.AddKey(Alterations.None, Alterations.None)}/a HTTP/1.1\r\nHost: x\r\n\r\n", ct);

        var required = Required.GetValueOrDefault(name, (200, Body, true, ExchangeOutcome.Completed));
        Assert.Equal((required.Item1, required.Item3), (answer.Status, answer.IsWhole));
        if (required.Item2 is { } body)
        {
            Assert.Equal(body, answer.Text);
        }
        else
        {
            Assert.Contains("\"code\":\"upstream_broke\"", answer.Text, StringComparison.Ordinal);
        }

        if (Header.TryGetValue(name, out var header))
        {
            Assert.Equal(header.Value, string.Join(' ', answer[header.Name]!.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }

        Assert.False(answer["Content-Length"] is not null && answer["Transfer-Encoding"] is not null);
        Assert.Equal(required.Item4, (await proxy.RecordedAsync(ct)).Outcome);
    }
}
