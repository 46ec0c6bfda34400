namespace Observability.Benchmarks.Seeding;

/// <summary>What one exchange of the history is to be, before it has bytes.</summary>
internal sealed record SeedCall
{
    /// <summary>Its place in the history, from 0.</summary>
    public required long Number { get; init; }

    /// <summary>When the request arrives.</summary>
    public required DateTimeOffset At { get; init; }

    public required SeedModel Model { get; init; }

    /// <summary>Null: a program that names nobody.</summary>
    public required SeedUser? User { get; init; }

    /// <summary>What Open WebUI asked for on its own; null for an ordinary call.</summary>
    public required string? Task { get; init; }

    /// <summary>What was said before in the chat.</summary>
    public required IReadOnlyList<Said> Before { get; init; }

    public required Said Said { get; init; }

    public required bool IsStream { get; init; }

    /// <summary>All tokens of the prompt, those from the cache included.</summary>
    public required long Input { get; init; }

    public required long CacheRead { get; init; }

    public required long Output { get; init; }

    public required TimeSpan FirstToken { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>Null: it went well.</summary>
    public required Mishap? Mishap { get; init; }
}
