using System.ComponentModel;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Observability.Dashboard.Prompts;
using Observability.Domain.Prompts;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Observability.Dashboard.Api;

internal static class PromptEndpoints
{
    // A client that asks with every call asks six times a minute; what it has is told to be the same in a few bytes.
    private const string MayBeKept = "private, max-age=10";

    public static void MapPrompts(this IEndpointRouteBuilder api)
    {
        var prompts = api.MapGroup("/prompts").WithTags("prompts");
        prompts.MapGet("", ListAsync).WithName("listPrompts").WithSummary("The project's prompts, by name.");
        prompts.MapGet("/{name}", GetAsync).WithName("getPrompt").WithSummary("A version of a prompt: the latest, one by number, or the one a label is on. With an ETag; may be kept for 10 s.");
        prompts.MapGet("/{name}/versions", VersionsAsync).WithName("listPromptVersions").WithSummary("The versions of a prompt, the latest first.");
        prompts.MapPost("/{name}/versions", AddAsync).WithName("addPromptVersion").WithSummary("Makes a version of a prompt; the first one makes the prompt.");
        prompts.MapPost("/{name}/render", RenderAsync).WithName("renderPrompt").WithSummary("What a version comes to with some values. Nothing is sent.");
        prompts.MapPut("/{name}/labels/{label}", LabelAsync).WithName("movePromptLabel").WithSummary("Puts a label on a version, from wherever it is.");
        prompts.MapDelete("/{name}/labels/{label}", UnlabelAsync).WithName("removePromptLabel").WithSummary("Takes a label away.");
        prompts.MapPost("/{name}/archive", ArchiveAsync).WithName("archivePrompt").WithSummary("Puts a prompt away; what it says stays readable by name.");
        prompts.MapPost("/{name}/restore", RestoreAsync).WithName("restorePrompt").WithSummary("Takes it out again.");
    }

    private static async Task<Ok<PromptListJson>> ListAsync(
        [Description("Letters that name or description must contain.")] string? q,
        [Description("Those that were put away instead of those in use.")] bool? archived,
        ApiMessages messages, CancellationToken ct)
    {
        var found = await messages.SendAsync(new ListPrompts(q, archived ?? false), ct);
        return TypedResults.Ok(new PromptListJson([.. found.Prompts.Select(PromptSummaryJson.Of)], found.More));
    }

    private static async Task<Results<Ok<PromptJson>, StatusCodeHttpResult, ProblemHttpResult>> GetAsync(
        string name,
        [Description("Number of the version.")] int? version,
        [Description("The label that is on it; without version and label the latest is told.")] string? label,
        [Description("Puts the texts of partials into their places.")] bool? resolve,
        ApiMessages messages, HttpContext http, IOptions<JsonOptions> json, CancellationToken ct)
    {
        if (version is not null && label is not null)
        {
            return ApiProblems.Invalid("Give version or label, not both.");
        }

        if (await messages.SendAsync(new ServedPrompt(name, Which(version, label)), ct) is not { } prompt)
        {
            return ApiProblems.NotFound("prompt, or it has no such version or label");
        }

        var told = PromptJson.Of(prompt, resolve ?? false);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(told, json.Value.SerializerOptions)).AsSpan(0, 16))}\"");
        var headers = http.Response.GetTypedHeaders();
        headers.ETag = tag;
        http.Response.Headers.CacheControl = MayBeKept;
        http.Response.Headers.Vary = HeaderNames.Authorization;
        return http.Request.GetTypedHeaders().IfNoneMatch.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(tag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(told);
    }

    private static async Task<Results<Ok<ListJson<PromptVersionJson>>, ProblemHttpResult>> VersionsAsync(
        string name, [Description("Only those with smaller numbers: the next page.")] int? before, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new ServedPrompt(name, null), ct) is { } prompt
            ? TypedResults.Ok(new ListJson<PromptVersionJson>([.. (await messages.SendAsync(new PromptVersions(prompt.Prompt.Id, before), ct)).Select(PromptVersionJson.Of)]))
            : ApiProblems.NotFound("prompt");

    private static async Task<Results<Created<SavedPromptJson>, Ok<SavedPromptJson>, ProblemHttpResult>> AddAsync(
        string name, NewPromptVersionJson body, ApiMessages messages, CancellationToken ct)
    {
        if (body.Body is null == body.Text is null)
        {
            return ApiProblems.Invalid("Give body, or, for a partial, text.");
        }

        var content = new PromptContent(
            body.Text is not null, body.Text ?? body.Body!.Value.GetRawText(), body.Defaults ?? PromptRules.NoStrings, body.Upstream, body.Target,
            body.Headers ?? PromptRules.NoStrings, body.Description);
        var saved = await messages.SendAsync(new AddPromptVersion(name, content, body.Note, body.After), ct);
        if (saved.Number is not { } number)
        {
            return ApiProblems.Invalid(saved.Refusal!);
        }

        var told = new SavedPromptJson(number, new PromptReference(name, number, null).ToString(), saved.Unchanged);
        return saved.Unchanged ? TypedResults.Ok(told) : TypedResults.Created($"/api/v1/prompts/{name}?version={number}", told);
    }

    private static async Task<Results<Ok<RenderedPromptJson>, ProblemHttpResult>> RenderAsync(string name, RenderPromptJson body, ApiMessages messages, CancellationToken ct)
    {
        if (body.Version is not null && body.Label is not null)
        {
            return ApiProblems.Invalid("Give version or label, not both.");
        }

        var rendered = await messages.SendAsync(new RenderPrompt(name, Which(body.Version, body.Label), body.Values ?? PromptRules.NoStrings), ct);
        return (rendered, rendered?.Text) switch
        {
            (null, _) => ApiProblems.NotFound("prompt, or it has no such version or label"),
            (_, null) => ApiProblems.Invalid(rendered.Refusal!),
            var (of, text) => TypedResults.Ok(new RenderedPromptJson(
                of.Of.Reference, of.Of.Version.Upstream, of.Of.Version.Target, StringsJson.Strings(of.Of.Version.Headers),
                of.Of.Prompt.Partial ? null : JsonElement.Parse(text), of.Of.Prompt.Partial ? text : null)),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LabelAsync(string name, string label, LabelPlaceJson body, ApiMessages messages, CancellationToken ct) =>
        Changed(await messages.SendAsync(new MovePromptLabel(name, label, body.Version), ct));

    private static async Task<Results<NoContent, ProblemHttpResult>> UnlabelAsync(string name, string label, ApiMessages messages, CancellationToken ct) =>
        Changed(await messages.SendAsync(new MovePromptLabel(name, label, null), ct));

    private static async Task<Results<NoContent, ProblemHttpResult>> ArchiveAsync(string name, ApiMessages messages, CancellationToken ct) =>
        Changed(await messages.SendAsync(new ArchivePrompt(name, true), ct));

    private static async Task<Results<NoContent, ProblemHttpResult>> RestoreAsync(string name, ApiMessages messages, CancellationToken ct) =>
        Changed(await messages.SendAsync(new ArchivePrompt(name, false), ct));

    private static Results<NoContent, ProblemHttpResult> Changed(PromptChanged changed) =>
        !changed.Found ? ApiProblems.NotFound("prompt") : changed.Refusal is { } refusal ? ApiProblems.Invalid(refusal) : TypedResults.NoContent();

    private static string? Which(int? version, string? label) => version?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? label;
}
