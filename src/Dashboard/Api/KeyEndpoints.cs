using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Keys;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Api;

internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("keys");
        keys.MapGet("", ListAsync).WithName("listKeys").WithSummary("The project's keys, newest first, revoked ones included.");
        keys.MapPost("", CreateAsync).WithName("createKey").WithSummary("Makes a key; its text is in this answer and nowhere else.");
        keys.MapPut("/{id:guid}/alterations", ChangeAsync).WithName("saveKeyAlterations").WithSummary("Changes what a write key is made for and what it switches.");
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

        if (KeyHandlingJson.Refuse(body.Client, body.Alterations) is { } unknown)
        {
            return ApiProblems.Invalid(unknown);
        }

        var message = new CreateKey(body.Name, kind, body.ExpiresAt) { Handling = KeyHandlingJson.Parse(body.Client, body.Alterations), SeesBodies = body.SeesBodies };
        if (message.Refuse(time.GetUtcNow()) is { } refusal)
        {
            return ApiProblems.Invalid(refusal);
        }

        var created = await messages.SendAsync(message, ct);
        return TypedResults.Created($"/api/v1/keys/{created.Summary.Id}", new CreatedKeyJson(created.Text.Value, KeyJson.Of(created.Summary)));
    }

    private static async Task<Results<Ok<KeyJson>, ProblemHttpResult>> ChangeAsync(Guid id, KeyHandlingJson body, ApiMessages messages, CancellationToken ct)
    {
        if (KeyHandlingJson.Refuse(body.Client, body.Alterations) is { } refusal)
        {
            return ApiProblems.Invalid(refusal);
        }

        return await messages.SendAsync(new SaveKeyAlterations(id, KeyHandlingJson.Parse(body.Client, body.Alterations)), ct) is { } key
            ? TypedResults.Ok(KeyJson.Of(key))
            : ApiProblems.NotFound("write key that still works and is not the program's own");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new RevokeKey(id), ct) ? TypedResults.NoContent() : ApiProblems.NotFound("key that still works");
}

/// <summary>A list that has no pages.</summary>
internal sealed record ListJson<T>(IReadOnlyList<T> Data);

/// <summary>A key to be made.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Kind">write, read or admin.</param>
/// <param name="ExpiresAt">When it stops working; null = never.</param>
/// <param name="Client">any or open_web_ui; for write keys.</param>
/// <param name="Alterations">Alterations switched on or off, by name; those not named are as the client brings them.</param>
/// <param name="SeesBodies">Whether a read or admin key tells what was asked and answered. Whoever may not see it cannot make a key that does.</param>
internal sealed record NewKeyJson(
    string Name, string Kind, DateTimeOffset? ExpiresAt = null, string Client = "any", IReadOnlyDictionary<string, bool>? Alterations = null, bool SeesBodies = true);

/// <summary>A key just made.</summary>
/// <param name="Text">The key itself, this once.</param>
/// <param name="Key">What is stored of it.</param>
internal sealed record CreatedKeyJson(string Text, KeyJson Key);

/// <summary>What may be shown of a key.</summary>
internal sealed record KeyJson(
    Guid Id, string Kind, string Name, string Hint, DateTime CreatedAt, DateTime? ExpiresAt, DateTime? RevokedAt, DateTime? LastUsedAt)
{
    /// <summary>What it was made for: any or open_web_ui; replay = by the program itself, for its replays.</summary>
    public string Client { get; init; } = "any";

    /// <summary>Whether it tells what was asked and answered; of a write key it says nothing.</summary>
    public bool SeesBodies { get; init; } = true;

    /// <summary>Alterations it switches on or off, by name.</summary>
    public IReadOnlyDictionary<string, bool> Alterations { get; init; } = new Dictionary<string, bool>(StringComparer.Ordinal);

    /// <summary>Names of the alterations that are done for it in the end; none for a key that sends nothing.</summary>
    public IReadOnlyList<string> AlterationsDone { get; init; } = [];

    public static KeyJson Of(KeySummary key) => new(
        key.Id, EnumNames.NameOf(key.Kind), key.Name, key.Hint,
        key.CreatedAt.UtcDateTime, key.ExpiresAt?.UtcDateTime, key.RevokedAt?.UtcDateTime, key.LastUsedAt?.UtcDateTime)
    {
        SeesBodies = key.SeesBodies,
        Client = EnumNames.NameOf(key.Handling.Client),
        Alterations = KeyHandlingJson.Switches(key.Handling),
        AlterationsDone = key.Kind is KeyKind.Write ? AlterationNames.Of(key.Handling.Done) : [],
    };
}
