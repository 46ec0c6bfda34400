namespace Observability.Demo;

/// <summary>What Open WebUI does for the people who use it: the requests that one message of theirs makes, in its order.</summary>
/// <param name="send">Sends a call; what was heard, nothing when it failed. The number is how many pieces somebody waits for before they press Stop.</param>
/// <param name="dice">Decides what chance decides.</param>
internal sealed class OpenWebUi(Func<Call, int?, CancellationToken, Task<Heard>> send, Random dice)
{
    private const int MostToolRounds = 3;

    /// <summary>Answers the question the chat ends with: title and chat at the same time, a tool loop, then follow-ups and tags.</summary>
    public async Task AnswerAsync(Chat chat, CancellationToken ct)
    {
        var isNew = chat.Turns.Count == 1;
        var title = isNew ? TaskAsync("title_generation", "Generate a concise title summarizing the chat history.", chat, ct) : Task.CompletedTask;
        if (chat.Document is not null)
        {
            await TaskAsync("query_generation", "Analyze the chat history to determine the necessity of generating search queries.", chat, ct);
        }

        await ChatAsync(chat, ct);
        await title;
        if (chat.Turns.Count < 2)
        {
            return;
        }

        if (dice.Next(3) == 0)
        {
            await TaskAsync("follow_up_generation", "Suggest 3-5 relevant follow-up questions or prompts that the user might naturally ask next.", chat, ct);
        }

        if (isNew)
        {
            await TaskAsync("tags_generation", "Generate 1-3 broad tags categorizing the main themes of the chat history, along with 1-3 more specific subtopic tags.", chat, ct);
        }
    }

    /// <summary>Somebody opens the page: every connection is asked for its models, all at once.</summary>
    public Task OpenPageAsync(Person person, CancellationToken ct) => Task.WhenAll(
        send(new Call(Call.OpenAI, "models", null).By(person), null, ct),
        OllamaListsAsync(person, ct));

    /// <summary>A program asks Open WebUI's own API, and Open WebUI sends the question on to a connection that comes through the proxy too.</summary>
    public async Task ServeApiAsync(string model, string question, CancellationToken ct)
    {
        var asked = send(new Call(Call.OpenWebUi, "api/chat/completions", Bodies.Ask(model, question, "handbook")) { Agent = "helpdesk-bot/0.4" }, null, ct);
        await send(new Call(Call.OpenAI, "chat/completions", Bodies.Passed(model, question)), null, ct);
        await asked;
    }

    private async Task ChatAsync(Chat chat, CancellationToken ct)
    {
        for (var round = 0; round < MostToolRounds; round++)
        {
            int? patience = dice.Next(20) == 0 ? dice.Next(3, 15) : null;
            var heard = await send(Call.To(chat.Ollama, "chat/completions", "api/chat", Bodies.Turn(chat)).In(chat, ""), patience, ct);
            if (heard.Tool is not { } tool)
            {
                chat.Hear(heard.Text);
                return;
            }

            chat.Use(tool, $"Open from {dice.Next(6, 10)} to {dice.Next(16, 22)}.");
        }

        chat.Hear("");
    }

    private Task<Heard> TaskAsync(string name, string opening, Chat chat, CancellationToken ct) =>
        send(Call.To(chat.Ollama, "chat/completions", "api/chat", Bodies.Task(opening, chat)).In(chat, name), null, ct);

    // What runs is asked for after what there is.
    private async Task OllamaListsAsync(Person person, CancellationToken ct)
    {
        await send(new Call(Call.Ollama, "api/tags", null).By(person), null, ct);
        await send(new Call(Call.Ollama, "api/ps", null).By(person), null, ct);
    }
}
