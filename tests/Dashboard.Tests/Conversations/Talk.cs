using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Tests.Conversations;

/// <summary>A chat as a client leads it, stored as the writer stores it: each request says again what was said before.</summary>
internal sealed class Talk(Guid project, string session, string user = "anna")
{
    private readonly List<ExchangeRecord> _exchanges = [];

    public DateTimeOffset Now { get; set; } = Some.Noon;

    public string Session => session;

    public IReadOnlyList<ExchangeRecord> Exchanges => _exchanges;

    /// <summary>Asks, after what was said so far; what was said with the answer.</summary>
    public Said Ask(Said? after, string question, string answer, string model = "gpt-4o-mini")
    {
        JsonNode[] messages = [.. after?.Messages ?? [], Message("user", question)];
        var id = Call(messages, Message("assistant", answer), null, model);
        return new(id, [.. messages, Message("assistant", answer)]);
    }

    /// <summary>Asks; the model looks something up first.</summary>
    public Said AskWithTool(Said? after, string question, string answer)
    {
        JsonNode[] messages = [.. after?.Messages ?? [], Message("user", question)];
        var call = Json("""{"role":"assistant","content":"Let me look.","tool_calls":[{"id":"c1","type":"function","function":{"name":"tide_table","arguments":"{\"port\":\"Brest\"}"}}]}""");
        var first = Call(messages, call, null, "gpt-4o-mini");
        messages = [.. messages, call, Json("""{"role":"tool","tool_call_id":"c1","content":"high water 06:12"}""")];
        Call(messages, Message("assistant", answer), null, "gpt-4o-mini");
        return new(first, [.. messages, Message("assistant", answer)]);
    }

    /// <summary>A background task of this chat.</summary>
    public Guid Task(string name, string answer) => Call([Message("user", $"For {name}.")], Message("assistant", answer), name, "gpt-4o-mini");

    public async Task StoreAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await Some.StoreAsync(database, _exchanges, ct);
        await using var command = database.CreateCommand("insert into conversations values ($1, $2, $3, $4)");
        command.Parameters.Add(new() { Value = project });
        command.Parameters.Add(new() { Value = session });
        command.Parameters.Add(new() { Value = _exchanges.Min(e => e.Row.StartedAt) });
        command.Parameters.Add(new() { Value = _exchanges.Max(e => e.Row.StartedAt) });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static JsonObject Message(string role, string text) => new JsonObject { ["role"] = role, ["content"] = text };

    private static JsonNode Json(string text) => JsonNode.Parse(text)!;

    private Guid Call(JsonNode[] messages, JsonNode answer, string? task, string model)
    {
        Now = Now.AddSeconds(10);
        var request = JsonSerializer.SerializeToUtf8Bytes(new { model, messages });
        var response = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = "chatcmpl-1",
            model,
            choices = new[] { new { index = 0, message = answer, finish_reason = answer["tool_calls"] is null ? "stop" : "tool_calls" } },
            usage = new { prompt_tokens = 100, completion_tokens = 20 },
        });
        var record = ExchangeReader.Read(new CapturedExchange
        {
            Id = Guid.CreateVersion7(Now),
            StartedAt = Now,
            ProjectId = project,
            KeyId = Guid.CreateVersion7(),
            Upstream = "openai",
            Family = "openai",
            Method = "POST",
            Target = "/v1/chat/completions",
            Labels = Labels.None with { User = user, UserName = $"{user} by name", Session = session, Task = task },
            RequestHeaders = new([new("Content-Type", "application/json")], 0),
            Request = new(request, request.Length, null),
            Status = 200,
            ResponseHeaders = new([new("Content-Type", "application/json")], 0),
            Response = new(response, response.Length, null),
            Outcome = ExchangeOutcome.Completed,
            Timings = new(null, TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(2), TimeSpan.Zero, ChunkTimeline.None),
        });
        _exchanges.Add(record);
        return record.Row.Id;
    }

    /// <summary>A turn: the id of its first exchange, and all that was said up to it.</summary>
    internal sealed record Said(Guid Id, IReadOnlyList<JsonNode> Earlier)
    {
        // A node of JSON belongs to one tree only.
        public IEnumerable<JsonNode> Messages => Earlier.Select(m => m.DeepClone());
    }
}
