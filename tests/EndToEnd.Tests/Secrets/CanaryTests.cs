using System.Net.Http.Json;
using System.Text;
using Observability.EndToEnd.Tests.Replays;

namespace Observability.EndToEnd.Tests.Secrets;

/// <summary>A secret of its own in every place a secret may stand in, traffic, and then a look into everything that is kept or told: it is nowhere.</summary>
public sealed class CanaryTests(ReplaySite site) : IClassFixture<ReplaySite>
{
    // Kestrel takes 100 headers of a request.
    private const int HeadersAtOnce = 60;

    private static readonly string[] Named =
    [
        "Authorization", "Proxy-Authorization", "api-key", "x-api-key", "x-goog-api-key", "ocp-apim-subscription-key", "Cookie", "X-Amz-Security-Token",
        "X-Vault-Token", "X-Auth-Token", "X-Access-Token", "X-CSRF-Token", "X-XSRF-Token", "PRIVATE-TOKEN", "X-Gitlab-Token", "X-Hub-Signature-256",
        "X-Amz-Signature", "X-Forwarded-User", "X-Forwarded-Access-Token", "X-Id-Token", "Helicone-Auth", "X-OpenWebUI-User-Jwt", "X-Observability-Auth",
        "OpenAI-Api-Key", "Anthropic-Api-Key", "X-Stainless-Auth", "CF-Access-Jwt-Assertion", "CF-Access-Client-Secret", "X-Portkey-Api-Key", "X-Goog-Iap-Jwt-Assertion",
        "Portkey-Virtual-Key", "DD-API-KEY", "X-Honeycomb-Team", "Sentry-Token", "X-Plex-Token", "X-Figma-Token", "X-Shopify-Access-Token", "Stripe-Signature",
    ];

    private static readonly string[] First = ["X-My", "X-Corp", "X-Tenant", "X-Session", "X-User", "Acme", "Upstream", "X-Ms", "X-Google", "X-Aws", "X-Debug", "X-Internal"];

    private static readonly string[] Last =
        ["Key", "Token", "Secret", "Password", "Auth", "Authorization", "Cookie", "Jwt", "Credential", "Signature", "Assertion", "Passphrase", "Pin", "Otp", "Session-Id", "Bearer"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_of_a_client_is_kept_or_told_anywhere()
    {
        string[] names = [.. Named, .. First.SelectMany(f => Last.Select(l => $"{f}-{l}"))];
        Assert.True(names.Length > 200);
        var ids = new List<Guid>();
        var mark = $"canary{Guid.CreateVersion7():N}";
        foreach (var some in names.Chunk(HeadersAtOnce))
        {
            // Also in a query, where some providers take keys.
            var request = Chat($"/v1/chat/completions?key={mark}q1&api_key={mark}q2&access_token={mark}q3&X-Amz-Signature={mark}q4");
            request.Headers.Add("X-Observability-Key", site.WriteKey);
            foreach (var (name, i) in some.Select((n, i) => (n, i)))
            {
                // Our key opens the door in its own header; the client's credential stands where clients put it.
                request.Headers.TryAddWithoutValidation(name, name switch
                {
                    "Authorization" => $"Bearer {mark}h{i}",
                    "Cookie" => $"session={mark}h{i}; theme=dark",
                    _ => $"{mark}h{i}",
                });
            }

            ids.Add(await site.CaptureAsync(request, Ct));
        }

        // And where things go wrong: refused, unknown, gone.
        foreach (var path in new[] { "/v1/gone/v1/chat/completions", "/nowhere", $"/v1/{mark}p1/v1/chat/completions" })
        {
            using var request = Chat($"{path}?key={mark}q5");
            request.Headers.TryAddWithoutValidation("x-api-key", $"{mark}h");
            using var answer = await site.Producer.SendAsync(request, Ct);
            Assert.DoesNotContain($"{mark}h", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        foreach (var id in ids)
        {
            await site.RowAsync(id, Ct);
        }

        await NowhereAsync([$"{mark}h", $"{mark}q"]);
    }

    [Fact]
    public async Task No_secret_of_ours_is_kept_in_the_clear_or_told_anywhere()
    {
        var stored = $"sk-canary-{Guid.CreateVersion7():N}";
        using (var saved = await site.Admin.PostAsJsonAsync("/api/v1/upstreams", new { name = "sealed", base_url = "https://api.example.com/v1", credential = stored }, Ct))
        {
            Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync(Ct));
        }

        await site.CaptureChatAsync("gpt-4o-mini", Ct);
        await NowhereAsync([stored, .. site.Secrets]);
    }

    private static HttpRequestMessage Chat(string path) => new(HttpMethod.Post, path)
    {
        Content = JsonContent.Create(new { model = "gpt-4o-mini", messages = new[] { new { role = "user", content = "How deep is the sea?" } } }),
    };

    private async Task NowhereAsync(IReadOnlyList<string> secrets)
    {
        var found = new List<string>();
        await foreach (var (where, bytes) in EverywhereAsync())
        {
            found.AddRange(secrets.Where(s => Holds(bytes, s)).Select(s => $"{where} holds {s[..12]}…"));
        }

        Assert.Empty(found);
    }

    // In the clear, or as pg_dump writes bytes.
    private static bool Holds(byte[] bytes, string secret) =>
        bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0
        || bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)))) >= 0
        || bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('='))) >= 0;

    private async IAsyncEnumerable<(string Where, byte[] Bytes)> EverywhereAsync()
    {
        yield return ("the dump of the database", await DumpAsync());
        // The lock is held, and empty.
        foreach (var path in Directory.EnumerateFiles(site.Folder, "*", SearchOption.AllDirectories).Where(p => Path.GetFileName(p) != "lock"))
        {
            yield return (Path.GetFileName(path), await ReadAsync(path));
        }

        yield return ("the log of ingest", Encoding.UTF8.GetBytes(site.Said));
        foreach (var path in new[] { "/metrics", "/readyz" })
        {
            yield return ($"ingest's {path}", await site.Producer.GetByteArrayAsync(path, Ct));
        }

        foreach (var path in new[] { "exchanges?limit=200", "export?bodies=true", "keys", "upstreams", "audit?limit=1000", "usage", "prices", "ingests", "conversations" })
        {
            using var answer = await site.Admin.GetAsync($"/api/v1/{path}", Ct);
            yield return ($"the API's {path}", await answer.Content.ReadAsByteArrayAsync(Ct));
        }

        foreach (var id in await IdsAsync())
        {
            foreach (var side in new[] { "", "/request", "/response" })
            {
                using var answer = await site.Admin.GetAsync($"/api/v1/exchanges/{id}{side}", Ct);
                yield return ($"the API's exchange{side}", await answer.Content.ReadAsByteArrayAsync(Ct));
            }
        }
    }

    private async Task<List<Guid>> IdsAsync()
    {
        var ids = new List<Guid>();
        await using var command = site.Database.CreateCommand("select id from exchanges");
        await using var rows = await command.ExecuteReaderAsync(Ct);
        while (await rows.ReadAsync(Ct))
        {
            ids.Add(rows.GetGuid(0));
        }

        return ids;
    }

    // Every row of every table as text: what a dump holds, with every PostgreSQL, and without its programs.
    private async Task<byte[]> DumpAsync()
    {
        var text = new StringBuilder();
        var tables = new List<string>();
        await using (var command = site.Database.CreateCommand("select quote_ident(relname) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'm')"))
        await using (var rows = await command.ExecuteReaderAsync(Ct))
        {
            while (await rows.ReadAsync(Ct))
            {
                tables.Add(rows.GetString(0));
            }
        }

        Assert.Contains("exchange_bodies", string.Join(' ', tables), StringComparison.Ordinal);
        await using var connection = await site.Database.OpenConnectionAsync(Ct);
        foreach (var table in tables)
        {
            using var copy = await connection.BeginTextExportAsync($"copy (select * from {table}) to stdout", Ct);
            text.Append(table).Append('\n').Append(await copy.ReadToEndAsync(Ct));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task<byte[]> ReadAsync(string path)
    {
        // Ingest goes on writing, and tidies up.
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var all = new MemoryStream();
            await file.CopyToAsync(all, Ct);
            return all.ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }
}
