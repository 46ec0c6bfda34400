namespace Observability.Demo;

/// <summary>A conversation as Open WebUI keeps it: messages with ids and parents, of which every turn sends the whole branch again.</summary>
/// <param name="person">Whose it is.</param>
/// <param name="model">The model it is held with.</param>
/// <param name="ollama">Whether that model is an Ollama one.</param>
internal sealed class Chat(Person person, string model, bool ollama)
{
    private readonly List<Turn> _turns = [];

    public string Id { get; } = Guid.CreateVersion7().ToString();

    public Person Person => person;

    public string Model => model;

    public bool Ollama => ollama;

    /// <summary>Whether the connection has our headers, as from 0.10 on. Without them only the user and the chat are told.</summary>
    public bool HasHeaders { get; init; } = true;

    /// <summary>Whether it may call tools.</summary>
    public bool HasTools { get; init; }

    /// <summary>Name of the document it is about; null = of none.</summary>
    public string? Document { get; init; }

    /// <summary>Whether its model has the capability Usage, so that Open WebUI asks for token counts.</summary>
    public bool AsksUsage { get; init; }

    /// <summary>The branch in view, oldest first.</summary>
    public IReadOnlyList<Turn> Turns => _turns;

    /// <summary>How many answers the branch has.</summary>
    public int Answers => _turns.Count(t => t is { Role: "assistant", Tool: null });

    /// <summary>Whether a request of this chat is under way; a person waits for the answer.</summary>
    public bool Busy { get; set; }

    /// <summary>Id of the message that the next answer becomes.</summary>
    public string AnswerId { get; private set; } = "";

    /// <summary>The user's message that is being answered.</summary>
    public Turn Question => _turns.Last(t => t.Role == "user");

    public void Say(string question)
    {
        _turns.Add(new(NewId(), _turns.Count == 0 ? "" : _turns[^1].Id, "user", question));
        AnswerId = NewId();
    }

    /// <summary>Asks the same thing in other words: a second branch begins where the last question stood.</summary>
    public void Edit(string question)
    {
        Withdraw();
        Say(question);
    }

    /// <summary>Wants another answer to the same question.</summary>
    public void Regenerate()
    {
        _turns.RemoveRange(_turns.IndexOf(Question) + 1, _turns.Count - _turns.IndexOf(Question) - 1);
        AnswerId = NewId();
    }

    /// <summary>The model called a tool, and this is what the tool said. The turn goes on with the same message.</summary>
    public void Use(ToolUse tool, string result)
    {
        _turns.Add(new(AnswerId, Question.Id, "assistant", "") { Tool = tool });
        _turns.Add(new(AnswerId, Question.Id, "tool", result) { Tool = tool });
    }

    /// <summary>Takes the answer in; without one the question is withdrawn, as people do after an error.</summary>
    public void Hear(string answer)
    {
        if (answer.Length > 0)
        {
            _turns.Add(new(AnswerId, Question.Id, "assistant", answer));
        }
        else
        {
            Withdraw();
        }
    }

    private void Withdraw() => _turns.RemoveRange(_turns.IndexOf(Question), _turns.Count - _turns.IndexOf(Question));

    private static string NewId() => Guid.CreateVersion7().ToString();
}

/// <summary>One message of a chat.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Parent">The message it follows; empty for the first.</param>
/// <param name="Role">user, assistant or tool.</param>
/// <param name="Text">What it says.</param>
internal sealed record Turn(string Id, string Parent, string Role, string Text)
{
    /// <summary>The call it makes or answers; null for an ordinary message.</summary>
    public ToolUse? Tool { get; init; }
}

/// <summary>A call of a tool by a model.</summary>
/// <param name="Id">The provider's id of the call.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">JSON.</param>
internal sealed record ToolUse(string Id, string Name, string Arguments);
