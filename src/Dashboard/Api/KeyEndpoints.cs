using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Keys;
using Observability.Domain;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Api;

internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("keys");
        keys.MapGet("", ListAsync).WithName("listKeys").WithSummary("The project's keys, newest first, revoked ones included.");
        keys.MapPost("", CreateAsync).WithName("createKey").WithSummary("Makes a key; its text is in this answer and nowhere else.");
        keys.MapDelete("/{id:guid}", RevokeAsync).WithName("revokeKey").WithSummary("Revokes a key for good.");
    }

    private static async Task<Ok<ListJson<KeyJson>>> ListAsync(ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(new ListJson<KeyJson>([.. (await messages.SendAsync(new ListKeys(), ct)).Select(KeyJson.Of)]));

    private static async Task<Results<Created<CreatedKeyJson>, ProblemHttpResult>> CreateAsync(
        NewKeyJson body, ApiMessages messages, TimeProvider time, CancellationToken ct)
    {
        if (EnumNames.Parse<KeyKind>(body.Kind) is not { } kind)
        {
            return ApiProblems.Invalid($"kind is '{body.Kind}'; it must be one of {string.Join(", ", EnumNames.All<KeyKind>())}.");
        }

        var message = new CreateKey(body.Name, kind, body.ExpiresAt);
        if (message.Refuse(time.GetUtcNow()) is { } refusal)
        {
            return ApiProblems.Invalid(refusal);
        }

        var created = await messages.SendAsync(message, ct);
        return TypedResults.Created($"/api/v1/keys/{created.Summary.Id}", new CreatedKeyJson(created.Text.Value, KeyJson.Of(created.Summary)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new RevokeKey(id), ct) ? TypedResults.NoContent() : ApiProblems.NotFound("key that still works");
}

/// <summary>A list that has no pages.</summary>
internal sealed record ListJson<T>(IReadOnlyList<T> Data);

/// <summary>A key to be made.</summary>
internal sealed record NewKeyJson(string Name, string Kind, DateTimeOffset? ExpiresAt = null);

/// <summary>A key just made.</summary>
/// <param name="Text">The key itself, this once.</param>
/// <param name="Key">What is stored of it.</param>
internal sealed record CreatedKeyJson(string Text, KeyJson Key);

/// <summary>What may be shown of a key.</summary>
internal sealed record KeyJson(
    Guid Id, string Kind, string Name, string Hint, DateTime CreatedAt, DateTime? ExpiresAt, DateTime? RevokedAt, DateTime? LastUsedAt)
{
    public static KeyJson Of(KeySummary key) => new(
        key.Id, EnumNames.NameOf(key.Kind), key.Name, key.Hint,
        key.CreatedAt.UtcDateTime, key.ExpiresAt?.UtcDateTime, key.RevokedAt?.UtcDateTime, key.LastUsedAt?.UtcDateTime);
}
