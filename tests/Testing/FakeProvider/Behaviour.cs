namespace Observability.Testing.FakeProvider;

/// <summary>What the provider does with one request.</summary>
public sealed record Behaviour
{
    /// <summary>Answers well.</summary>
    public static Behaviour Good { get; } = new();

    /// <summary>Answers with this error status instead; null = with an answer.</summary>
    public int? ErrorStatus { get; init; }

    /// <summary>How the answer ends.</summary>
    public Ending Ending { get; init; }

    /// <summary>Calls a tool even when the request offers none.</summary>
    public bool CallsTool { get; init; }

    /// <summary>Reasons aloud before it answers.</summary>
    public bool Thinks { get; init; }

    /// <summary>Paces itself even where the provider as a whole does not: 200 ms to the first token, then 20 tokens a second.</summary>
    public bool Slow { get; init; }

    /// <summary>How long Ollama loads the model before it answers; null = it is in memory.</summary>
    public TimeSpan? Load { get; init; }

    /// <summary>Length of the answer in tokens; null = 12 to 120, by the request.</summary>
    public int? Tokens { get; init; }

    /// <summary>Whether the answer says what it cost.</summary>
    public bool ReportsUsage { get; init; } = true;

    /// <summary>
    /// The behaviour a model's name asks for: <c>fails-401</c>, <c>fails-429</c>, <c>fails-500</c> (any status), <c>breaks-mid-stream</c>,
    /// <c>breaks-at-once</c>, <c>error-mid-stream</c>, <c>never-answers</c>, <c>tool-caller</c>, <c>thinker</c>, <c>slow</c>,
    /// <c>long</c> (2,000 tokens), <c>no-usage</c>. Words may be combined: <c>slow-thinker</c>.
    /// </summary>
    public static Behaviour OfModel(string model) => new()
    {
        ErrorStatus = StatusIn(model),
        Ending = EndingIn(model),
        CallsTool = model.Contains("tool-caller", StringComparison.Ordinal),
        Thinks = model.Contains("thinker", StringComparison.Ordinal) || model.Contains("-r1", StringComparison.Ordinal),
        Slow = model.Contains("slow", StringComparison.Ordinal),
        Tokens = model.Contains("long", StringComparison.Ordinal) ? 2000 : null,
        ReportsUsage = !model.Contains("no-usage", StringComparison.Ordinal),
    };

    private static int? StatusIn(string model)
    {
        var at = model.IndexOf("fails-", StringComparison.Ordinal);
        return at >= 0 && model.Length >= at + 9 && int.TryParse(model.AsSpan(at + 6, 3), out var status) ? status : null;
    }

    private static Ending EndingIn(string model) => model switch
    {
        _ when model.Contains("breaks-mid-stream", StringComparison.Ordinal) => Ending.BreaksHalfway,
        _ when model.Contains("breaks-at-once", StringComparison.Ordinal) => Ending.BreaksAtOnce,
        _ when model.Contains("error-mid-stream", StringComparison.Ordinal) => Ending.ErrorHalfway,
        _ when model.Contains("never-answers", StringComparison.Ordinal) => Ending.Never,
        _ => Ending.Whole,
    };
}
