using System.Net;
using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Observability.Dashboard.Tests.Conversations;

public sealed class ConversationApiTests : IAsyncLifetime
{
    private const string Told =
        """
        {
          "session": "SESSION",
          "title": "Tides",
          "first_prompt": "Why are there tides?",
          "first_at": "2026-03-14T12:00:10Z",
          "last_at": "2026-03-14T12:00:40Z",
          "duration_ms": 32000,
          "users": [
            {
              "user": "anna",
              "user_name": "anna by name"
            }
          ],
          "models": [
            "gpt-4o-mini"
          ],
          "turns": 2,
          "exchanges": 4,
          "background": 1,
          "errors": 0,
          "uncounted": 0,
          "input_tokens": 400,
          "output_tokens": 80,
          "chat": {
            "cost_usd": "0.000081",
            "estimated_cost_usd": null,
            "unpriced": 0
          },
          "tasks": {
            "cost_usd": "0.000027",
            "estimated_cost_usd": null,
            "unpriced": 0
          }
        }
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private DashboardHost _host = null!;
    private Guid _project;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        _project = (await db.Projects.SingleAsync(Ct)).Id;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    // A session is any text.
    [Theory]
    [InlineData("7f0c1b1e-1111-4222-8333-444455556666")]
    [InlineData("a/b%2Fc %25?#é李")]
    [InlineData("../x")]
    public async Task A_conversation_is_told_alike_in_the_list_and_by_itself(string session)
    {
        var talk = new Talk(_project, session);
        var first = talk.Ask(null, "Why are there tides?", "Because of the moon.");
        var title = talk.Task("title_generation", """{ "title": "Tides" }""");
        var looked = talk.AskWithTool(first, "When in Brest?", "At 06:12.");
        await talk.StoreAsync(_host.Database.DataSource, Ct);
        using var client = _host.Client(_host.ReadKey);

        var listed = await GetAsync(client, "/api/v1/conversations?user=anna&from=2026-03-14&to=2026-03-15");
        var one = await GetAsync(client, $"/api/v1/conversations/{Uri.EscapeDataString(session)}?limit=1");
        var rest = await GetAsync(client, $"/api/v1/conversations/{Uri.EscapeDataString(session)}?cursor={one.GetProperty("next_cursor").GetString()}");

        var told = Told.Replace("SESSION", session, StringComparison.Ordinal);
        Assert.Equal(told, JsonSerializer.Serialize(listed.GetProperty("data")[0], Indented));
        Assert.Equal(told, JsonSerializer.Serialize(one.GetProperty("conversation"), Indented));
        Assert.Equal(JsonValueKind.Null, one.GetProperty("chat_url").ValueKind);
        Assert.Equal(
            $$"""[{"id":"{{looked.Id}}","started_at":"2026-03-14T12:00:30Z","parent":"{{first.Id}}","placed_by":"words","model_requested":"gpt-4o-mini","exchanges":["{{looked.Id}}","{{talk.Exchanges[^1].Row.Id}}"],"background":[],"beside":[],"hops":[]}]""",
            JsonSerializer.Serialize(one.GetProperty("data")));
        Assert.Equal((first.Id, title), (rest.GetProperty("data")[0].GetProperty("id").GetGuid(), rest.GetProperty("data")[0].GetProperty("background")[0].GetGuid()));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next_cursor").ValueKind);
    }

    [Theory]
    [InlineData("/api/v1/conversations?limit=201", "limit is '201'; it must be a whole number from 1 to 200.")]
    [InlineData("/api/v1/conversations?cursor=nonsense", "cursor is not one that this API gave")]
    [InlineData("/api/v1/conversations?from=yesterday", "from is 'yesterday'")]
    [InlineData("/api/v1/conversations/x?limit=0", "limit is '0'; it must be a whole number from 1 to 1000.")]
    [InlineData("/api/v1/conversations/x?cursor=nonsense", "cursor is not one that this API gave")]
    public async Task What_cannot_be_read_is_refused_in_words(string path, string said)
    {
        using var client = _host.Client(_host.ReadKey);
        using var answer = await client.GetAsync(path, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_reads_without_a_key_and_what_is_not_there_is_not_found()
    {
        using var nobody = _host.Client(_host.WriteKey);
        using var reader = _host.Client(_host.ReadKey);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/api/v1/conversations", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync("/api/v1/conversations/none", Ct)).StatusCode);
        Assert.Equal(0, (await GetAsync(reader, "/api/v1/conversations")).GetProperty("data").GetArrayLength());
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path) => await client.GetFromJsonAsync<JsonElement>(path, Ct);
}
