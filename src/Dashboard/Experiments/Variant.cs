namespace Observability.Dashboard.Experiments;

/// <summary>One of the things that an experiment compares, as it was ordered.</summary>
/// <param name="Name">What its column is called.</param>
/// <param name="Prompt">The prompt that rows are put into; null = each row's own request.</param>
/// <param name="Upstream">Name of another upstream; null = that of the prompt or request.</param>
/// <param name="Model">Another model; null = that of the prompt or request.</param>
public sealed record Variant(string Name, FrozenPrompt? Prompt, string? Upstream, string? Model);

/// <summary>A version of a prompt with its partials in it, as both were when the experiment was ordered.</summary>
/// <param name="PromptId">The prompt.</param>
/// <param name="VersionId">The version.</param>
/// <param name="Reference">How exchanges name it: <c>name@7</c>.</param>
/// <param name="Upstream">Upstream it is meant for.</param>
/// <param name="Family">Family of formats of its body.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">Headers it needs.</param>
/// <param name="Template">The template.</param>
/// <param name="Defaults">Values of variables that a row gives none for.</param>
public sealed record FrozenPrompt(
    Guid PromptId, Guid VersionId, string Reference, string Upstream, string Family, string Target,
    IReadOnlyDictionary<string, string> Headers, string Template, IReadOnlyDictionary<string, string> Defaults);

/// <summary>A variant as somebody orders it.</summary>
/// <param name="Name">What its column is to be called; null = after what it is.</param>
/// <param name="PromptVersionId">The version of a prompt that rows are put into; null = each row's own request.</param>
/// <param name="Upstream">Name of another upstream; null = as it is.</param>
/// <param name="Model">Another model; null = as it is.</param>
public sealed record VariantChoice(string? Name, Guid? PromptVersionId, string? Upstream, string? Model);
