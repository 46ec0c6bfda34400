using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Observability.Dashboard.Tests.Datasets;

/// <summary>Datasets as programs use them.</summary>
public sealed class DatasetApiTests(DatasetHost host) : IClassFixture<DatasetHost>, IDisposable
{
    private readonly HttpClient _admin = host.Host.Client(host.Host.AdminKey);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _admin.Dispose();

    [Fact]
    public async Task A_dataset_is_made_filled_read_changed_and_deleted()
    {
        var path = await MadeAsync("Journey");
        var row = await ChangedAsync(HttpMethod.Post, path + "/rows", """[{"inputs":{"b":"1","a":"2"},"expected":"3"},{"inputs":{"input":"x"},"note":"n"}]""", HttpStatusCode.Created);
        var id = row.GetProperty("data")[0].GetProperty("id").GetString();

        var edited = await ChangedAsync(HttpMethod.Put, $"{path}/rows/{id}", """{"version":1,"inputs":{"b":"9"}}""", HttpStatusCode.OK);
        var conflict = await ChangedAsync(HttpMethod.Put, $"{path}/rows/{id}", """{"version":1,"inputs":{"b":"8"}}""", HttpStatusCode.Conflict);

        Assert.Equal("""{"b":"9"} 2""", $"{edited.GetProperty("row").GetProperty("inputs").GetRawText()} {edited.GetProperty("row").GetProperty("version")}");
        Assert.EndsWith("It has version 2 now.", conflict.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var page = await _admin.GetFromJsonAsync<JsonElement>(path + "/rows?limit=1", Ct);
        Assert.Equal(("""{"b":"9"}""", 1), (page.GetProperty("data")[0].GetProperty("inputs").GetRawText(), page.GetProperty("next").GetInt32()));
        Assert.Equal("n", (await _admin.GetFromJsonAsync<JsonElement>(path + "/rows?after=1", Ct)).GetProperty("data")[0].GetProperty("note").GetString());
        await ChangedAsync(HttpMethod.Delete, $"{path}/rows/{id}", null, HttpStatusCode.NoContent);
        var renamed = await ChangedAsync(HttpMethod.Put, path, """{"name":"Renamed","description":"d"}""", HttpStatusCode.OK);
        Assert.Equal(("Renamed", "d", 1), (renamed.GetProperty("name").GetString(), renamed.GetProperty("description").GetString(), renamed.GetProperty("rows").GetInt32()));
        await ChangedAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.GetAsync(path, Ct)).StatusCode);
    }

    [Fact]
    public async Task Requests_are_copied_and_go_out_as_a_file_with_what_they_were()
    {
        var exchange = Some.Exchange(host.Project, Some.Noon.AddDays(-9));
        exchange.Row.User = "api";
        await Some.StoreAsync(host.Host.Database.DataSource, [exchange], Ct);
        var path = await MadeAsync("Copied");

        var byFilter = await ChangedAsync(HttpMethod.Post, path + "/exchanges", """{"user":"api"}""", HttpStatusCode.OK);
        var byId = await ChangedAsync(HttpMethod.Post, path + "/exchanges", $$"""{"ids":["{{exchange.Row.Id}}"]}""", HttpStatusCode.OK);

        Assert.Equal("""{"added":1,"without_text":0,"without_request":0,"left_out":{},"full":false}""", byFilter.GetRawText());
        Assert.Equal("""{"already_there":1}""", byId.GetProperty("left_out").GetRawText());
        const string request = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"How far is the moon?"}]}""";
        Assert.Equal(
            $$"""{"inputs":{"input":"How far is the moon?"},"expected":"384,400 km.","exchange_id":"{{exchange.Row.Id}}","upstream":"openai","method":"POST","target":"/v1/chat/completions","request":{{request}}}""" + "\n",
            await _admin.GetStringAsync(path + "/export", Ct));
        Assert.Equal(
            "\uFEFFinputs.input,expected,note,exchange_id,upstream,method,target,request\r\n"
            + $"How far is the moon?,\"384,400 km.\",,{exchange.Row.Id},openai,POST,/v1/chat/completions,\"{request.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\r\n",
            Encoding.UTF8.GetString(await _admin.GetByteArrayAsync(path + "/export?format=csv", Ct)));
    }

    [Fact]
    public async Task A_file_is_imported_from_the_body_and_every_mistake_is_told_by_its_line()
    {
        var path = await MadeAsync("Imported");

        var imported = await ImportAsync(path + "/import?format=csv&separator=semicolon&expected=b", "a;b\n1;2\n", HttpStatusCode.OK);
        var refused = await ImportAsync(path + "/import?format=csv", "a,b\n1\n", HttpStatusCode.BadRequest);
        var skipped = await ImportAsync(path + "/import?format=csv&skip_bad_lines=true", "a,b\n1\n2,3\n", HttpStatusCode.OK);
        var large = "input\n" + string.Concat(Enumerable.Range(0, 3_000).Select(i => i + new string('x', 1_000) + "\n"));
        var many = await ImportAsync(path + "/import?format=csv", large, HttpStatusCode.OK);

        Assert.Equal("""{"added":1,"bad_lines":0,"lines":[]}""", imported.GetRawText());
        Assert.Equal("""[{"line":2,"why":"The number of its cells is 1; the header has 2."}]""", refused.GetProperty("lines").GetRawText());
        Assert.Equal("""{"added":1,"bad_lines":1,"lines":[{"line":2,"why":"The number of its cells is 1; the header has 2."}]}""", skipped.GetRawText());
        Assert.Equal(3_000, many.GetProperty("added").GetInt32());
        foreach (var wrong in new[] { "", "?format=xml", "?format=csv&separator=x", "?format=csv&skip_bad_lines=maybe" })
        {
            await ImportAsync(path + "/import" + wrong, "a\n1", HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task A_read_key_reads_and_changes_nothing()
    {
        var path = await MadeAsync("Read");
        using var reader = host.Host.Client(host.Host.ReadKey);

        foreach (var read in new[] { "/api/v1/datasets", path, path + "/rows", path + "/export", path + "/export?format=csv" })
        {
            Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync(read, Ct)).StatusCode);
        }

        foreach (var (method, to, body) in new (HttpMethod, string, string?)[]
        {
            (HttpMethod.Post, "/api/v1/datasets", """{"name":"x"}"""), (HttpMethod.Put, path, """{"name":"x"}"""), (HttpMethod.Delete, path, null),
            (HttpMethod.Post, path + "/rows", "[]"), (HttpMethod.Post, path + "/exchanges", """{"q":"user:x"}"""), (HttpMethod.Post, path + "/import?format=csv", "\"a\""),
            (HttpMethod.Delete, $"{path}/rows/{Guid.Empty}", null),
        })
        {
            using var request = new HttpRequestMessage(method, to) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
            Assert.Equal(HttpStatusCode.Forbidden, (await reader.SendAsync(request, Ct)).StatusCode);
        }
    }

    private async Task<string> MadeAsync(string name) =>
        "/api/v1/datasets/" + (await ChangedAsync(HttpMethod.Post, "/api/v1/datasets", $$"""{"name":"{{name}}"}""", HttpStatusCode.Created)).GetProperty("id").GetString();

    private Task<JsonElement> ImportAsync(string path, string file, HttpStatusCode expected) => SendAsync(HttpMethod.Post, path, new StringContent(file, Encoding.UTF8, "text/csv"), expected);

    private Task<JsonElement> ChangedAsync(HttpMethod method, string path, string? body, HttpStatusCode expected) =>
        SendAsync(method, path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), expected);

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpContent? content, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await _admin.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(expected == answer.StatusCode, $"{method} {path}: {answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
