namespace Observability.Demo;

/// <summary>A conversation as Open WebUI keeps it: every turn sends the whole history again.</summary>
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

    public IReadOnlyList<Turn> Turns => _turns;

    /// <summary>Whether a request of this chat is under way; a person waits for the answer.</summary>
    public bool Busy { get; set; }

    public void Say(string question) => _turns.Add(new("user", question));

    /// <summary>Takes the answer in; without one the question is withdrawn, as people do after an error.</summary>
    public void Hear(string answer)
    {
        if (answer.Length > 0)
        {
            _turns.Add(new("assistant", answer));
        }
        else
        {
            _turns.RemoveAt(_turns.Count - 1);
        }
    }
}

/// <summary>One message of a chat.</summary>
internal sealed record Turn(string Role, string Text);
