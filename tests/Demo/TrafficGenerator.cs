namespace Observability.Demo;

/// <summary>People at work: a burst at the start so that a newcomer sees a living dashboard at once, then one to three requests a second.</summary>
/// <param name="ingest">The proxy.</param>
/// <param name="time">The clock.</param>
internal sealed class TrafficGenerator(IngestClient ingest, TimeProvider time)
{
    private const int BurstRequests = 60;
    private const int MostAtOnce = 24;
    private const int MostChats = 24;
    private const int FailuresUntilGone = 20;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Random _dice = new(20);
    private readonly List<Chat> _chats = [];
    private int _failures;

    /// <summary>Sends traffic until the proxy is gone (the returned sentence says so) or <paramref name="ct"/> stops it.</summary>
    public Task<string> RunAsync(CancellationToken ct) =>
        // One exclusive scheduler: people overlap while they wait, but the lists and the dice are touched by one at a time.
        Task.Factory.StartNew(() => WorkAsync(ct), ct, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    private async Task<string> WorkAsync(CancellationToken ct)
    {
        if (!await IsReadyInTimeAsync(ct))
        {
            return "The demo ends: the proxy did not become ready.";
        }

        var running = new List<Task>();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(900), time);
        for (var sent = 0; _failures < FailuresUntilGone; sent++)
        {
            if (running.Count >= MostAtOnce)
            {
                await Task.WhenAny(running);
            }

            await Task.WhenAll(running.Where(act => act.IsCompleted));
            running.RemoveAll(act => act.IsCompleted);
            running.Add(ActAsync(ct));
            if (sent >= BurstRequests)
            {
                await tick.WaitForNextTickAsync(ct);
            }
        }

        await Task.WhenAll(running);
        return "The demo ends: the proxy is gone.";
    }

    private async Task<bool> IsReadyInTimeAsync(CancellationToken ct)
    {
        var start = time.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
        while (!await ingest.IsReadyAsync(ct))
        {
            if (time.GetElapsedTime(start) > StartLimit)
            {
                return false;
            }

            await tick.WaitForNextTickAsync(ct);
        }

        return true;
    }

    // One thing somebody does. The order of the arms is the order of how often.
    private async Task ActAsync(CancellationToken ct)
    {
        var person = Pick(Cast.People);
        await (_dice.Next(100) switch
        {
            < 70 => TurnAsync(ct),
            < 78 => ImportAsync(ct),
            < 85 => SendAsync(Call.To(false, "chat/completions", "", Bodies.ToolQuestion(Pick(Cast.OpenAiModels))).By(person, null), null, ct),
            < 90 => SendAsync(Call.To(true, "", "api/generate", Bodies.Generate(Pick(Cast.OllamaModels), Pick(Cast.Questions))).By(person, null), null, ct),
            < 94 => SendAsync(Call.To(false, "models", "", null).By(person, null), null, ct),
            < 97 => SendAsync(Call.To(false, "completions", "", Bodies.Completion(Pick(Cast.Questions))).FromScript("report-script"), null, ct),
            _ => SendAsync(Call.To(true, "", "api/tags", null), null, ct),
        });
    }

    private async Task TurnAsync(CancellationToken ct)
    {
        var chat = NextChat();
        var isNew = chat.Turns.Count == 0;
        chat.Busy = true;
        chat.Say(isNew ? Pick(Cast.Questions) : Pick(Cast.Replies));
        var title = isNew ? TaskAsync("Generate a concise title summarizing the chat history.", chat, ct) : Task.FromResult("");
        int? patience = _dice.Next(20) == 0 ? _dice.Next(3, 15) : null;
        chat.Hear(await SendAsync(Call.To(chat.Ollama, "chat/completions", "api/chat", Bodies.Turn(chat)).By(chat.Person, chat.Id), patience, ct));
        await title;
        if (isNew && chat.Turns.Count > 1)
        {
            await TaskAsync("Generate 1-3 broad tags categorizing the main themes of the chat history, along with 1-3 more specific subtopic tags.", chat, ct);
        }

        if (chat.Turns.Count > 1 && _dice.Next(3) == 0)
        {
            await TaskAsync("Suggest 3-5 relevant follow-up questions or prompts that the user might naturally ask next.", chat, ct);
        }

        chat.Busy = false;
    }

    private Task<string> TaskAsync(string opening, Chat chat, CancellationToken ct) =>
        SendAsync(Call.To(chat.Ollama, "chat/completions", "api/chat", Bodies.Task(opening, chat)).By(chat.Person, chat.Id), null, ct);

    // A document is imported: a handful of embedding calls, one after the other.
    private async Task ImportAsync(CancellationToken ct)
    {
        var ollama = _dice.Next(3) == 0;
        var model = ollama ? Cast.OllamaEmbeddingModel : Cast.OpenAiEmbeddingModel;
        for (var i = 0; i < 4; i++)
        {
            var body = Bodies.Embeddings(model, Enumerable.Range(0, _dice.Next(1, 5)).Select(_ => Pick(Cast.Documents)).ToList());
            await SendAsync(Call.To(ollama, "embeddings", "api/embed", body).FromScript("document-import"), null, ct);
        }
    }

    private Chat NextChat()
    {
        var free = _chats.Where(c => !c.Busy && c.Turns.Count < 16).ToList();
        if (free.Count > 3 && _dice.Next(3) > 0)
        {
            return free[_dice.Next(free.Count)];
        }

        if (_chats.Count >= MostChats)
        {
            _chats.RemoveAt(0);
        }

        var ollama = _dice.Next(5) < 2;
        var chat = new Chat(Pick(Cast.People), Pick(ollama ? Cast.OllamaModels : Cast.OpenAiModels), ollama);
        _chats.Add(chat);
        return chat;
    }

    private async Task<string> SendAsync(Call call, int? patience, CancellationToken ct)
    {
        try
        {
            var answer = await ingest.SendAsync(call, patience, ct);
            _failures = 0;
            return answer;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            _failures++;
            return "";
        }
    }

    private T Pick<T>(T[] list) => list[_dice.Next(list.Length)];
}
