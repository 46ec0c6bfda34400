using System.Globalization;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Connect;

/// <summary>What a light waits for.</summary>
public enum LightKind
{
    /// <summary>Any request.</summary>
    Request,

    /// <summary>A user.</summary>
    User,

    /// <summary>A chat or session.</summary>
    Chat,

    /// <summary>A background task.</summary>
    Task,

    /// <summary>Ids of messages.</summary>
    Message,

    /// <summary>The user's groups.</summary>
    Groups,

    /// <summary>A signed token.</summary>
    Token,
}

/// <summary>What a light shows.</summary>
public enum LightState
{
    /// <summary>Nothing of the kind has come.</summary>
    Waiting,

    /// <summary>It has come as it should.</summary>
    Lit,

    /// <summary>It has come, but not as well as it could: the words say why.</summary>
    Doubtful,

    /// <summary>It has come and was not accepted.</summary>
    Refused,
}

/// <summary>One light.</summary>
/// <param name="Kind">What it waits for.</param>
/// <param name="State">What it shows.</param>
/// <param name="At">When the newest exchange came that decides it; null while waiting.</param>
/// <param name="Seen">What was seen in it, in the producer's words; null while waiting.</param>
public sealed record Light(LightKind Kind, LightState State, DateTimeOffset? At, string? Seen)
{
    /// <summary>The lights by these exchanges of one key, newest first.</summary>
    public static IReadOnlyList<Light> Of(IReadOnlyList<SeenExchange> newestFirst) =>
        [.. Enum.GetValues<LightKind>().Select(kind => Deciding(kind, newestFirst) is { } seen
            ? new Light(kind, StateOf(kind, seen), seen.At, TextOf(kind, seen))
            : new Light(kind, LightState.Waiting, null, null))];

    // The newest. A header that came once does come: what some older connection sends without it does not put its light out again.
    private static SeenExchange? Deciding(LightKind kind, IReadOnlyList<SeenExchange> newestFirst) =>
        (kind is LightKind.Task or LightKind.User ? newestFirst.FirstOrDefault(e => Decides(kind, e) && StateOf(kind, e) is LightState.Lit) : null)
        ?? newestFirst.FirstOrDefault(e => Decides(kind, e));

    private static bool Decides(LightKind kind, SeenExchange e) => kind switch
    {
        LightKind.Request => true,
        LightKind.User => e.User is not null || e.UserName is not null,
        LightKind.Chat => e.Session is not null,
        LightKind.Task => e.Task is not null,
        LightKind.Message => e.MessageId is not null,
        LightKind.Groups => e.UserGroups.Count > 0,
        LightKind.Token => e.UserSource is IdentitySource.Jwt or IdentitySource.JwtUnverified or IdentitySource.JwtRejected,
    };

    private static LightState StateOf(LightKind kind, SeenExchange e) => kind switch
    {
        // Who stops an answer half-way has still been connected.
        LightKind.Request => e.Outcome switch
        {
            ExchangeOutcome.Completed or ExchangeOutcome.ServedFromCache or ExchangeOutcome.ClientAborted => LightState.Lit,
            ExchangeOutcome.Rejected => LightState.Refused,
            _ => LightState.Doubtful,
        },
        LightKind.User => e.UserSource is IdentitySource.Body ? LightState.Doubtful : LightState.Lit,
        LightKind.Task => e.TaskSource is "header" ? LightState.Lit : LightState.Doubtful,
        LightKind.Token => e.UserSource switch
        {
            IdentitySource.Jwt => LightState.Lit,
            IdentitySource.JwtRejected => LightState.Refused,
            _ => LightState.Doubtful,
        },
        _ => LightState.Lit,
    };

    private static string TextOf(LightKind kind, SeenExchange e) => kind switch
    {
        LightKind.Request => string.Join(" · ", new[] { e.Endpoint, e.Model, e.Status?.ToString(CultureInfo.InvariantCulture) }.OfType<string>()),
        LightKind.User => e.UserName ?? e.User ?? "",
        LightKind.Chat => e.Session ?? "",
        LightKind.Task => e.Task ?? "",
        LightKind.Message => e.MessageId ?? "",
        LightKind.Groups => string.Join(", ", e.UserGroups),
        LightKind.Token => e.UserName ?? e.User ?? EnumNames.NameOf(e.UserSource!.Value),
    };
}
