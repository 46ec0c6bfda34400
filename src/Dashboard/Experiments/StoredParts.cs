using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Observability.Domain.Experiments;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Experiments;

/// <summary>The parts of experiments that are stored as JSON, and the one way to write and read them.</summary>
internal static class StoredParts
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Of<T>(T part) => JsonSerializer.Serialize(part, Options);

    public static IReadOnlyList<Variant> VariantsOf(Experiment experiment) => Read<List<Variant>>(experiment.Variants);

    public static IReadOnlyList<ScoringRule> RulesOf(string rules) => Read<List<ScoringRule>>(rules);

    public static Judge? JudgeOf(string? judge) => judge is null ? null : Read<Judge>(judge);

    public static IReadOnlyList<RuleScore>? ScoresOf(string? scores) => scores is null ? null : Read<List<RuleScore>>(scores);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;
}
