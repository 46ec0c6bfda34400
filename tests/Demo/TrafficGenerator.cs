namespace Observability.Demo;

/// <summary>People at work: a burst at the start so that a newcomer sees a living dashboard at once, then one to three requests a second.</summary>
internal sealed class TrafficGenerator
{
    private const int BurstRequests = 60;
    private const int MostAtOnce = 24;
    private const int MostChats = 24;
    private const int FailuresUntilGone = 20;
    private static readonly string[] DocumentNames = ["handbook.pdf", "returns-policy.docx", "keys and shifts.md"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly IngestClient _ingest;
    private readonly TimeProvider _time;
    private readonly OpenWebUi _openWebUi;
    private readonly Random _dice = new(20);
    private readonly List<Chat> _chats = [];
    private int _failures;

    /// <summary>Nobody does anything yet.</summary>
    /// <param name="ingest">The proxy.</param>
    /// <param name="time">The clock.</param>
    public TrafficGenerator(IngestClient ingest, TimeProvider time)
    {
        (_ingest, _time) = (ingest, time);
        _openWebUi = new(SendAsync, _dice);
    }

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
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(900), _time);
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
        var start = _time.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(500), _time);
        while (!await _ingest.IsReadyAsync(ct))
        {
            if (_time.GetElapsedTime(start) > StartLimit)
            {
                return false;
            }

            await tick.WaitForNextTickAsync(ct);
        }

        return true;
    }

    // One thing somebody does. The order of the arms is the order of how often.
    private Task ActAsync(CancellationToken ct) => _dice.Next(100) switch
    {
        < 72 => TurnAsync(ct),
        < 80 => ImportAsync(ct),
        < 86 => _openWebUi.OpenPageAsync(Pick(Cast.People), ct),
        < 90 => SendAsync(Call.To(true, "", "api/generate", Bodies.Generate(Pick(Cast.OllamaModels), Pick(Cast.Questions))).By(Pick(Cast.People)), null, ct),
        < 94 => _openWebUi.ServeApiAsync(Pick(Cast.OpenAiModels), Pick(Cast.Questions), ct),
        < 97 => SendAsync(Call.To(false, "completions", "", Bodies.Completion(Pick(Cast.Questions))).FromScript("report-script"), null, ct),
        97 => SendAsync(new Call(Call.Ollama, "api/pull", Bodies.Pull("gemma3:4b")).By(Cast.People[0]), null, ct),
        _ => SendAsync(new Call(Call.Ollama, "api/generate", Bodies.Unload(Pick(Cast.OllamaModels))).By(Cast.People[0]), null, ct),
    };

    // A question, or second thoughts about the last one: other words make a branch, and so does a second answer.
    private async Task TurnAsync(CancellationToken ct)
    {
        var chat = NextChat();
        chat.Busy = true;
        switch (chat.Answers == 0 ? -1 : _dice.Next(10))
        {
            case -1:
                chat.Say(Pick(Cast.Questions));
                break;
            case 0:
                chat.Edit(Pick(Cast.Replies));
                break;
            case 1:
                chat.Regenerate();
                break;
            default:
                chat.Say(Pick(Cast.Replies));
                break;
        }

        await _openWebUi.AnswerAsync(chat, ct);
        chat.Busy = false;
    }

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
        var free = _chats.Where(c => !c.Busy && c.Answers < 8).ToList();
        if (free.Count > 3 && _dice.Next(3) > 0)
        {
            return free[_dice.Next(free.Count)];
        }

        if (_chats.Count >= MostChats)
        {
            _chats.RemoveAt(0);
        }

        var ollama = _dice.Next(5) < 2;
        var chat = new Chat(Pick(Cast.People), Pick(ollama ? Cast.OllamaModels : Cast.OpenAiModels), ollama)
        {
            HasHeaders = _dice.Next(4) > 0,
            HasTools = !ollama && _dice.Next(4) == 0,
            Document = _dice.Next(6) == 0 ? Pick(DocumentNames) : null,
            AsksUsage = _dice.Next(2) == 0,
        };
        _chats.Add(chat);
        return chat;
    }

    private async Task<Heard> SendAsync(Call call, int? patience, CancellationToken ct)
    {
        try
        {
            var answer = await _ingest.SendAsync(call, patience, ct);
            _failures = 0;
            return answer;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            _failures++;
            return new();
        }
    }

    private T Pick<T>(T[] list) => list[_dice.Next(list.Length)];
}
