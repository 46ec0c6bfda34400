using System.Text;
using Observability.Domain.Exchanges;
using Observability.Ingest.Spool;

namespace Observability.Benchmarks.Seeding;

/// <summary>Gives a call its bytes, as the proxy would have captured them.</summary>
/// <param name="project">The project.</param>
/// <param name="keys">Its write keys; the first is Open WebUI's, the last one the importer's.</param>
internal sealed class Capture(Guid project, IReadOnlyList<Guid> keys)
{
    private static readonly TimeSpan MostWaiting = TimeSpan.FromSeconds(600);
    private static readonly KeyValuePair<string, string> Json = new("Content-Type", "application/json");
    private static readonly string[] Clients = ["Python/3.11 aiohttp/3.12.15", "OpenAI/Python 2.8.1", "node", "curl/8.5.0"];
    private static readonly StoredHeaders[] RequestHeaders = [.. Clients.Select(c => new StoredHeaders([Json, new("User-Agent", c)], 3))];

    private static readonly Dictionary<string, string>[] Properties =
        [new() { ["team"] = "search" }, new() { ["team"] = "support", ["environment"] = "staging" }, new() { ["environment"] = "production" }];

    /// <summary>Its two records.</summary>
    public Recorded Of(SeedCall call, Dice dice)
    {
        var id = dice.Id(call.At);
        var key = KeyOf(call);
        var (path, family) = PathOf(call.Model);
        var request = Encoding.UTF8.GetBytes(Request(call));
        var begin = new BeginRecord(
            id, call.At, project, keys[key], call.Model.Upstream, family, "POST", path, LabelsOf(call, dice), RequestHeaders[key % RequestHeaders.Length],
            new([request], request.Length, null));
        return new(begin, call.Mishap switch
        {
            null => Whole(id, call, ExchangeOutcome.Completed, share: 1),
            { IsMidway: true } mishap => Whole(id, call, mishap.Outcome, mishap.IsSaidByStream ? 1 : 0.6),
            var mishap => Failed(id, call, mishap),
        });
    }

    // People come by several; programs share the last but one, imports of documents have the last.
    private int KeyOf(SeedCall call) =>
        call.Model.IsEmbedding ? keys.Count - 1 : call.User is { } user ? user.Number % (keys.Count - 2) : keys.Count - 2;

    private static (string Path, string Family) PathOf(SeedModel model) => model.Dialect switch
    {
        Dialect.Anthropic => ("/v1/messages", "anthropic"),
        Dialect.Ollama => ("/api/chat", "ollama"),
        Dialect.OllamaEmbeddings => ("/api/embed", "ollama"),
        Dialect.OpenAiEmbeddings => ("/v1/embeddings", "openai"),
        Dialect.OpenAi when model.Upstream == "gemini" => ("/v1beta/openai/chat/completions", "gemini"),
        _ => ("/v1/chat/completions", "openai"),
    };

    private static string Request(SeedCall call) => call.Model.Dialect switch
    {
        Dialect.Anthropic => AnthropicWire.Request(call),
        Dialect.Ollama or Dialect.OllamaEmbeddings => OllamaWire.Request(call),
        _ => OpenAiWire.Request(call),
    };

    private static Answer AnswerOf(SeedCall call) => call.Model.Dialect switch
    {
        Dialect.Anthropic => AnthropicWire.Answer(call),
        Dialect.Ollama or Dialect.OllamaEmbeddings => OllamaWire.Answer(call),
        _ => OpenAiWire.Answer(call),
    };

    private static Labels LabelsOf(SeedCall call, Dice dice)
    {
        var properties = dice.Falls(0.1) ? dice.OneOf(Properties) : Labels.None.Properties;
        return call.User is not { } user ? Labels.None with { Properties = properties }
            : new Labels(user.Id, user.Name, user.Session, call.Task ?? "", null, properties)
            {
                UserEmail = user.Email,
                UserRole = user.Role,
                UserGroups = user.MemberOf,
                UserSource = IdentitySource.Header,
            };
    }

    // An answer, or its beginning: then the last that came is what is kept.
    private static EndRecord Whole(Guid id, SeedCall call, ExchangeOutcome outcome, double share)
    {
        var answer = AnswerOf(call);
        var count = (int)Math.Ceiling(answer.Pieces.Count * share);
        var bytes = new MemoryStream();
        var chunks = new List<Chunk>(count);
        for (var i = 0; i < count; i++)
        {
            bytes.Write(Encoding.UTF8.GetBytes(answer.Pieces[i]));
            chunks.Add(new(At(call, answer, i), bytes.Length));
        }

        var firstByte = call.IsStream ? call.FirstToken * 0.97 : call.Duration * 0.999;
        return End(id, call, 200, answer.ContentType, bytes.ToArray(), outcome, new(null, firstByte, chunks[^1].At, Overhead(call), ChunkTimeline.Encode(chunks)));
    }

    // The head of a stream comes just before its first text, the texts at an even pace, and its end after the last of them.
    private static TimeSpan At(SeedCall call, Answer answer, int piece)
    {
        var last = answer.Pieces.Count - 1;
        return piece == last ? call.Duration
            : piece < answer.TextStarts ? call.FirstToken * 0.98
            : call.FirstToken + ((call.Duration - call.FirstToken) * 0.999 * (piece - answer.TextStarts) / Math.Max(1, last - 1 - answer.TextStarts));
    }

    private static EndRecord Failed(Guid id, SeedCall call, Mishap mishap)
    {
        var byProvider = mishap.Outcome == ExchangeOutcome.UpstreamRefused;
        var body = mishap.Status is null ? "" : $$$"""{"error":{"message":"{{{mishap.Says}}}","type":"{{{mishap.Code}}}","code":"{{{mishap.Code}}}"}}""";
        var after = mishap.Outcome switch
        {
            ExchangeOutcome.UpstreamTimedOut => MostWaiting,
            ExchangeOutcome.Rejected => TimeSpan.FromMicroseconds(180),
            _ => call.FirstToken / 2,
        };
        var bytes = Encoding.UTF8.GetBytes(body);
        var chunks = bytes.Length == 0 ? ChunkTimeline.None : ChunkTimeline.Encode([new(after, bytes.Length)]);
        return End(
            id, call, mishap.Status, "application/json", bytes, mishap.Outcome, new(null, byProvider ? after : null, after, Overhead(call), chunks))
            with
        { Error = byProvider ? null : mishap.Says };
    }

    private static EndRecord End(Guid id, SeedCall call, int? status, string type, byte[] body, ExchangeOutcome outcome, Timings timings) => new(
        id, status, new([new("Content-Type", type), new("x-request-id", $"req_{call.Number:x10}")], 4), new([body], body.Length, null), outcome,
        outcome is ExchangeOutcome.UpstreamBroke ? call.Mishap?.Says : null, null, timings);

    private static TimeSpan Overhead(SeedCall call) => TimeSpan.FromMicroseconds(60 + (call.Number % 97));
}
