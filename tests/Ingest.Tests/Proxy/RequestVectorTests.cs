using System.Text;
using Observability.Domain.Exchanges;
using Observability.Ingest.Tests.Proxy.Differential;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>67 raw requests that two servers might read in two ways: each crosses as it is, or is refused and the upstream sees nothing of it.</summary>
public sealed class RequestVectorTests
{
    private const string Smuggled = "/smuggled";

    // Statuses of the answers, in order. 200 means that it crossed; a second one answers the harmless request that follows it on the connection.
    private static readonly Dictionary<string, int[]> Required = new(StringComparer.Ordinal)
    {
        ["baseline CL"] = [200, 200],
        ["CL ' 5 ' OWS"] = [200, 200],
        ["TE: CHUNKED caps"] = [200, 200],
        ["chunk ext ;a=b CRLF"] = [200, 200],
        ["trailers"] = [200, 200],
        ["utf8 in header value"] = [200, 200],
        // Latin-1 on both sides passes every byte but CR, LF and NUL.
        ["0xFF in header value"] = [200, 200],
        ["GET with body CL"] = [200, 200],
        // No 100 where the body is there already.
        ["Expect 100"] = [200, 200],
        ["POST no length"] = [200, 200],
        ["path %2f"] = [200],
        ["path //"] = [200],
        ["path bad pct"] = [200],
        ["lf lead blank"] = [200],
        ["Upgrade h2c"] = [200],
        ["Connection: content-length hop trick"] = [200],
        ["authority-form CONNECT"] = [405],
        ["asterisk OPTIONS"] = [405],
        ["HTTP/1.2"] = [505],
        ["HTTP/9.9"] = [505],
        ["lowercase http/1.1"] = [505],
        ["101 headers"] = [431],
        ["33KB headers"] = [431],
        ["9KB request line"] = [414],
        // No limit on bodies: it waits for the other 40 MB, which never come, and nobody is answered.
        ["CL 40MB (limit 30MB)"] = [],
    };

    private static readonly int[] Refused = [400];

    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (var name in Vectors().Keys)
        {
            names.Add(name);
        }

        return names;
    }

    [Theory, MemberData(nameof(Names)), Trait("Fault", "HTTP vectors")]
    public async Task A_request_crosses_as_it_is_or_is_refused_and_the_upstream_sees_nothing(string name)
    {
        var ct = TestContext.Current.CancellationToken;
        Assert.SkipWhen(name.Length == 0, SharedCorpora.Absent);
        await using var upstream = RawUpstream.Saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, ct);
        var key = proxy.AddKey(Alterations.None, Alterations.None);
        using var client = await proxy.ConnectAsync(ct);

        var raw = VectorFile.OnOurRoute(Vectors()[name], key);
        await client.SendAsync(raw, ct);
        var required = Required.GetValueOrDefault(name, Refused);
        var statuses = await StatusesAsync(client, required.Length, ct);

        Assert.Equal(required, statuses);
        var crossed = required.Count(status => status == 200);
        Assert.Equal(crossed, upstream.Requests.Count);
        Assert.Equal(crossed == 2, upstream.Requests.Any(r => r.Target.EndsWith(Smuggled, StringComparison.Ordinal)));
        Assert.DoesNotContain(upstream.Requests, r => r.All("X-Content-Length").Count > 0 || r.All("X-T").Count > 0);
        // Identical to direct: the upstream got what a strict server would have read in the client's own bytes.
        var direct = DirectReader.Read(Encoding.Latin1.GetBytes(raw)).Requests;
        Assert.Equal(upstream.Requests.Select(_ => (string?)null), direct.Take(crossed).Zip(upstream.Requests, (sent, seen) => Crossing.Difference(sent, Seen(seen), key)));
    }

    private static async Task<List<int>> StatusesAsync(RawConnection client, int expected, CancellationToken ct)
    {
        var statuses = new List<int>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(expected == 0 ? 0.5 : 10));
        try
        {
            // One more than expected is waited for, unless the connection ends, but not long.
            while (await client.Reader.ReadAsync(isResponse: true, "GET", patience.Token) is { } answer)
            {
                statuses.Add(answer.Status);
                if (statuses.Count == expected)
                {
                    patience.CancelAfter(TimeSpan.FromSeconds(0.3));
                }
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
        }

        return statuses;
    }

    private static DirectRequest Seen(RawMessage got) => new(got.Method, got.Target, "HTTP/1.1", got.Headers, got.Body)
    {
        IsChunked = got["Transfer-Encoding"] is not null,
        HasLength = got["Content-Length"] is not null,
    };

    private static Dictionary<string, string> Vectors() => VectorFile.Read("request-vectors.json");
}
