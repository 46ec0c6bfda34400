using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace Observability.Testing.OpenWebUI;

/// <summary>Open WebUI's side of an OpenAI connection for one user: its header lines in its order, its JSON, its pool, its way of reading answers.</summary>
/// <param name="baseUrl">The connection's base URL, e.g. <c>http://127.0.0.1:8787/v1/obs_w_…</c>.</param>
/// <param name="user">Who is signed in; their headers go with every call (<c>ENABLE_FORWARD_USER_INFO_HEADERS</c>).</param>
/// <param name="customHeaders">Whether the connection has the headers of the paste-in JSON, message ids and task among them.</param>
public sealed class OpenWebUIClient(Uri baseUrl, OpenWebUIUser user, bool customHeaders) : IDisposable
{
    private static readonly TimeSpan ModelListPatience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentStack<OpenWebUIConnection> _idle = new();

    /// <summary>Lists the models, on a connection of its own.</summary>
    /// <exception cref="OpenWebUIException">There is no list, or not within ten seconds: the models vanish from the menu.</exception>
    public async Task<IReadOnlyList<string>> ModelsAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(ModelListPatience);
        using var connection = await OpenWebUIConnection.OpenAsync(baseUrl.Port, patience.Token);
        await connection.SendAsync(OpenWebUIRequest.Models(baseUrl, user), patience.Token);
        _ = await connection.ReadHeadAsync(patience.Token);
        return JsonNode.Parse(await connection.BodyAsync(patience.Token))?["data"] is JsonArray list
            ? [.. list.Select(model => model!["id"]!.ToString())]
            : throw new OpenWebUIException("The list of models has no data.");
    }

    /// <summary>Sends a chat that is streamed.</summary>
    /// <param name="body">The request.</param>
    /// <param name="message">Ids of the messages it is about.</param>
    /// <param name="stopWhen">Asked after each line: true is the user's Stop, which closes the connection.</param>
    /// <param name="ct">Ends the test.</param>
    /// <exception cref="OpenWebUIException">Open WebUI would show nothing, or lose what came.</exception>
    public async Task<OpenWebUIAnswer> StreamAsync(JsonObject body, MessageIds message, Func<OpenWebUIAnswer, bool> stopWhen, CancellationToken ct)
    {
        var answer = new OpenWebUIAnswer();
        var connection = await SendAsync(body, message, null, ct);
        var head = await connection.ReadHeadAsync(ct);
        if (head.Status >= 400 || !head.IsStream)
        {
            answer = OpenWebUIAnswer.Read(head.Status, head["Content-Type"], await connection.BodyAsync(ct), isWhole: true);
            throw new OpenWebUIException($"{head.Status}: {answer.Error ?? answer.Fault}");
        }

        await foreach (var line in connection.LinesAsync(ct))
        {
            answer.ReadLine(line.Span);
            if (stopWhen(answer))
            {
                connection.Stop();
                return answer;
            }
        }

        _idle.Push(connection);
        return answer;
    }

    /// <summary>Sends a background task.</summary>
    /// <param name="task">Its name among Open WebUI's TASKS.</param>
    /// <param name="body">The request.</param>
    /// <param name="message">Ids of the messages it is about.</param>
    /// <param name="ct">Ends the test.</param>
    /// <returns>The answer, a chat completion.</returns>
    /// <exception cref="OpenWebUIException">There is no answer.</exception>
    public async Task<JsonObject> TaskAsync(string task, JsonObject body, MessageIds message, CancellationToken ct)
    {
        var connection = await SendAsync(body, message, task, ct);
        var head = await connection.ReadHeadAsync(ct);
        var answer = await connection.BodyAsync(ct);
        _idle.Push(connection);
        return head is { Status: 200, IsJson: true } ? JsonNode.Parse(answer)!.AsObject() : throw new OpenWebUIException($"{task}: {head.Status} {Encoding.UTF8.GetString(answer)}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryPop(out var connection))
        {
            connection.Dispose();
        }
    }

    private async Task<OpenWebUIConnection> SendAsync(JsonObject body, MessageIds message, string? task, CancellationToken ct)
    {
        var custom = customHeaders
            ? new (string, string)[]
            {
                ("X-OpenWebUI-Message-Id", message.Answer), ("X-OpenWebUI-User-Message-Id", message.Question),
                ("X-OpenWebUI-User-Message-Parent-Id", message.Parent), ("X-OpenWebUI-Task", task ?? ""),
            }
            : [];
        var connection = _idle.TryPop(out var idle) ? idle : await OpenWebUIConnection.OpenAsync(baseUrl.Port, ct);
        await connection.SendAsync(OpenWebUIRequest.Chat(baseUrl, user, custom, body), ct);
        return connection;
    }
}

/// <summary>The ids Open WebUI gives the messages of a chat; empty where there is none.</summary>
/// <param name="Answer">The message that the answer becomes.</param>
/// <param name="Question">The user's message.</param>
/// <param name="Parent">The message before that.</param>
public sealed record MessageIds(string Answer, string Question, string Parent);
