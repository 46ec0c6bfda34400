using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Observability.Dashboard.Tests.Prompts;

/// <summary>Prompts by the API: what applications ask with every call.</summary>
public sealed class PromptApiTests(PromptHost prompts) : IClassFixture<PromptHost>
{
    private const string Told =
        """
        {
          "name": "support",
          "version": 1,
          "reference": "support@1",
          "labels": [
            "production"
          ],
          "partial": false,
          "upstream": "openai",
          "family": "openai",
          "target": "/v1/chat/completions",
          "headers": {},
          "body": {
            "model": "m",
            "temperature": "{{temperature:number=0.2}}",
            "messages": [
              {
                "role": "system",
                "content": "{{>tone@production}} Answer {{name}}."
              }
            ]
          },
          "text": null,
          "defaults": {
            "name": "you"
          },
          "variables": [
            {
              "name": "temperature",
              "type": "number",
              "default": "0.2"
            },
            {
              "name": "name",
              "type": "text",
              "default": null
            }
          ],
          "partials": [
            {
              "reference": "tone@production",
              "version": 1
            }
          ],
          "problem": null,
          "note": "first",
          "created_at": "AT",
          "created_by": "ADMIN",
          "archived_at": null
        }
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_prompt_is_made_labelled_read_rendered_and_put_away()
    {
        using var admin = prompts.Host.Client(prompts.Host.AdminKey);
        using var reader = prompts.Host.Client(prompts.Host.ReadKey);
        await PostAsync(admin, "tone/versions", new { text = "Be kind." }, HttpStatusCode.Created);
        await PutAsync(admin, "tone/labels/production", new { version = 1 });
        var body = JsonDocument.Parse("""{"model":"m","temperature":"{{temperature:number=0.2}}","messages":[{"role":"system","content":"{{>tone@production}} Answer {{name}}."}]}""").RootElement;
        var made = new { body, upstream = "openai", target = "/v1/chat/completions", defaults = new { name = "you" }, note = "first", after = 0 };
        await PostAsync(admin, "support/versions", made, HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsJsonAsync("/api/v1/prompts/support/versions", made, Ct)).StatusCode);
        Assert.True((await PostAsync(admin, "support/versions", made with { after = 1 }, HttpStatusCode.OK)).GetProperty("unchanged").GetBoolean());
        await PutAsync(admin, "support/labels/production", new { version = 1 });
        await PostAsync(admin, "support/versions", made with { after = 1, note = "second", defaults = new { name = "all" } }, HttpStatusCode.Created);

        var told = await reader.GetFromJsonAsync<JsonElement>("/api/v1/prompts/support?label=production", Ct);
        Assert.Equal(Told.Replace("AT", told.GetProperty("created_at").GetString()).Replace("ADMIN", told.GetProperty("created_by").GetString()), JsonSerializer.Serialize(told, Indented));

        var whole = await reader.GetFromJsonAsync<JsonElement>("/api/v1/prompts/support?version=2&resolve=true", Ct);
        Assert.Equal("Be kind. Answer {{name}}.", whole.GetProperty("body").GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal("latest", whole.GetProperty("labels")[0].GetString());

        var rendered = await PostAsync(reader, "support/render", new { label = "production", values = new { temperature = "1" } }, HttpStatusCode.OK);
        Assert.Equal("""{"model":"m","temperature":1,"messages":[{"role":"system","content":"Be kind. Answer you."}]}""", rendered.GetProperty("body").GetRawText());
        Assert.Equal("support@1", rendered.GetProperty("reference").GetString());
        Assert.Equal("Be kind.", (await PostAsync(reader, "tone/render", new { }, HttpStatusCode.OK)).GetProperty("text").GetString());
        var refused = await PostAsync(reader, "support/render", new { values = new { temperature = "warm" } }, HttpStatusCode.BadRequest);
        Assert.Equal("The value of “temperature” is not of the type that the template declares.", refused.GetProperty("detail").GetString());

        Assert.Equal([2, 1], (await reader.GetFromJsonAsync<JsonElement>("/api/v1/prompts/support/versions", Ct)).GetProperty("data").EnumerateArray().Select(v => v.GetProperty("version").GetInt32()));
        Assert.Equal(HttpStatusCode.NoContent, (await admin.PostAsync("/api/v1/prompts/support/archive", null, Ct)).StatusCode);
        Assert.Equal(["tone"], await NamesAsync(reader, ""));
        Assert.Equal(["support"], await NamesAsync(reader, "?archived=true&q=supp"));
        Assert.Equal(HttpStatusCode.NoContent, (await admin.PostAsync("/api/v1/prompts/support/restore", null, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync("/api/v1/prompts/support/labels/production", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync("/api/v1/prompts/support?label=production", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_client_that_has_it_is_told_so_until_it_changes()
    {
        using var admin = prompts.Host.Client(prompts.Host.AdminKey);
        using var reader = prompts.Host.Client(prompts.Host.ReadKey);
        await PostAsync(admin, "cached/versions", new { text = "One" }, HttpStatusCode.Created);
        using var first = await reader.GetAsync("/api/v1/prompts/cached", Ct);
        Assert.Equal("private, max-age=10", first.Headers.CacheControl!.ToString().Replace("max-age=10, private", "private, max-age=10", StringComparison.Ordinal));

        using var again = await AskAsync(reader, first.Headers.ETag!);
        Assert.Equal((HttpStatusCode.NotModified, 0L, first.Headers.ETag), (again.StatusCode, again.Content.Headers.ContentLength ?? 0, again.Headers.ETag));

        await PostAsync(admin, "cached/versions", new { text = "Two" }, HttpStatusCode.Created);
        using var changed = await AskAsync(reader, first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(first.Headers.ETag, changed.Headers.ETag);
    }

    [Fact]
    public async Task A_read_key_changes_nothing_and_wrong_questions_are_said()
    {
        using var reader = prompts.Host.Client(prompts.Host.ReadKey);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsJsonAsync("/api/v1/prompts/x/versions", new { text = "x" }, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PutAsJsonAsync("/api/v1/prompts/x/labels/production", new { version = 1 }, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsync("/api/v1/prompts/x/archive", null, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync("/api/v1/prompts/nobody", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await reader.GetAsync("/api/v1/prompts/nobody?version=1&label=a", Ct)).StatusCode);
        using var admin = prompts.Host.Client(prompts.Host.AdminKey);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsJsonAsync("/api/v1/prompts/x/versions", new { }, Ct)).StatusCode);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/prompts/cached");
        request.Headers.IfNoneMatch.Add(tag);
        return await client.SendAsync(request, Ct);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body, HttpStatusCode expected)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/prompts/" + path, body, Ct);
        Assert.True(answer.StatusCode == expected, await answer.Content.ReadAsStringAsync(Ct));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private static async Task PutAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PutAsJsonAsync("/api/v1/prompts/" + path, body, Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<IEnumerable<string?>> NamesAsync(HttpClient client, string query) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/prompts" + query, Ct)).GetProperty("data").EnumerateArray().Select(p => p.GetProperty("name").GetString()).Where(n => n is "support" or "tone")];
}
