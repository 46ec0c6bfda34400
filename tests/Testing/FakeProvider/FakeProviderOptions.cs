namespace Observability.Testing.FakeProvider;

/// <summary>How a <see cref="FakeProvider"/> listens, paces itself and misbehaves.</summary>
public sealed record FakeProviderOptions
{
    /// <summary>Loopback port; 0 = any free one.</summary>
    public int Port { get; init; }

    /// <summary>Output tokens a second, about (each request varies by a third either way, always alike); 0 = as fast as possible.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Time before the first output token; zero = none.</summary>
    public TimeSpan TimeToFirstToken { get; init; }

    /// <summary>What to do with a request. The default asks the model's name: <see cref="Behaviour.OfModel"/>.</summary>
    public Func<ProviderRequest, Behaviour> Plan { get; init; } = request => Behaviour.OfModel(request.Model);

    /// <summary>The credential every request must bring as a bearer token; null = none is asked for.</summary>
    public string? Credential { get; init; }

    /// <summary>Gives the timestamps inside answers; null = one fixed moment, so that the same request always gets the same bytes.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Models that <c>/v1/models</c> lists. Any other name is answered too.</summary>
    public IReadOnlyList<string> OpenAiModels { get; init; } = ["gpt-4o", "gpt-4o-mini", "o4-mini", "text-embedding-3-small"];

    /// <summary>Models that <c>/api/tags</c> lists. Any other name is answered too.</summary>
    public IReadOnlyList<string> OllamaModels { get; init; } = ["llama3.2:latest", "qwen3:8b", "deepseek-r1:8b", "nomic-embed-text:latest"];
}
