using System.Globalization;
using Observability.Dashboard.Conversations;
using Observability.Domain;
using Observability.Domain.Conversations;

namespace Observability.Dashboard.Api;

/// <summary>A page of conversations.</summary>
internal sealed record ConversationListJson(IReadOnlyList<ConversationJson> Data, string? NextCursor);

/// <summary>A conversation as lists tell it. The names are a promise: add freely, rename nothing. Unknown is null, never 0.</summary>
/// <param name="summary">The conversation.</param>
internal sealed class ConversationJson(ConversationSummary summary)
{
    public string Session { get; } = summary.Session;

    /// <summary>The title a background task gave it.</summary>
    public string? Title { get; } = summary.Title;

    /// <summary>Start of the first thing a person asked.</summary>
    public string? FirstPrompt { get; } = summary.FirstPrompt;

    public DateTime FirstAt { get; } = summary.FirstAt.UtcDateTime;

    /// <summary>Start of its last exchange.</summary>
    public DateTime LastAt { get; } = summary.LastAt.UtcDateTime;

    /// <summary>From its first request to the end of its last answer.</summary>
    public decimal DurationMs { get; } = (decimal)(summary.EndedAt - summary.FirstAt).Ticks / TimeSpan.TicksPerMillisecond;

    public IReadOnlyList<ConversationUserJson> Users { get; } = [.. summary.Users.Select(u => new ConversationUserJson(u.Id, u.Name))];

    /// <summary>The models people asked.</summary>
    public IReadOnlyList<string> Models { get; } = summary.Models;

    /// <summary>Answers to people: chat calls that did not end by asking for a tool.</summary>
    public long Turns { get; } = summary.Sums.Turns;

    public long Exchanges { get; } = summary.Sums.Requests;

    /// <summary>Those of them that nobody typed: tasks, embeddings, lists of models.</summary>
    public long Background { get; } = summary.Sums.Background;

    public long Errors { get; } = summary.Sums.Errors;

    /// <summary>Exchanges whose tokens nobody counted: what they used is not in the tokens.</summary>
    public long Uncounted { get; } = summary.Sums.Uncounted;

    public long? InputTokens { get; } = summary.Sums.InputTokens;

    public long? OutputTokens { get; } = summary.Sums.OutputTokens;

    /// <summary>What the chat calls cost.</summary>
    public SpendJson Chat { get; } = new(summary.Sums.Chat);

    /// <summary>What the background calls cost.</summary>
    public SpendJson Tasks { get; } = new(summary.Sums.Tasks);
}

/// <summary>Somebody who took part, as exchanges name them.</summary>
internal sealed record ConversationUserJson(string User, string? UserName);

/// <summary>What some calls cost; the two amounts are not to be added up.</summary>
/// <param name="spend">The amounts.</param>
internal sealed class SpendJson(Spend spend)
{
    /// <summary>US dollars, a decimal in a string; null when it is known of none.</summary>
    public string? CostUsd { get; } = Dollars(spend.KnownUsd);

    /// <summary>The same from tokens we estimated.</summary>
    public string? EstimatedCostUsd { get; } = Dollars(spend.EstimatedUsd);

    /// <summary>Calls without a price: what they cost is in neither.</summary>
    public long Unpriced { get; } = spend.Unpriced;

    private static string? Dollars(decimal? usd) => usd?.ToString("0.############################", CultureInfo.InvariantCulture);
}

/// <summary>One conversation with a page of its turns.</summary>
/// <param name="page">The page.</param>
internal sealed class ConversationDetailJson(TurnPage page)
{
    public ConversationJson Conversation { get; } = new(page.Summary);

    /// <summary>Where it is in Open WebUI; null when OBSERVABILITY_OPENWEBUI_URL is not set or it is no chat there.</summary>
    public string? ChatUrl { get; } = page.ChatHref;

    /// <summary>Every branch is told, the latest turn first.</summary>
    public IReadOnlyList<TurnJson> Data { get; } = [.. page.Turns.Select(t => new TurnJson(t))];

    public string? NextCursor { get; } = page.Next?.ToString();
}

/// <summary>One answer to a person. Its exchanges are told by id.</summary>
/// <param name="turn">The turn.</param>
internal sealed class TurnJson(Turn turn)
{
    /// <summary>Id of its first exchange.</summary>
    public Guid Id { get; } = turn.Id;

    public DateTime StartedAt { get; } = turn.First.StartedAt.UtcDateTime;

    /// <summary>Id of the turn it follows; null = it is a start. Several turns with the same parent are branches.</summary>
    public Guid? Parent { get; } = turn.Parent?.Id;

    /// <summary>How that is known: start, message_ids, words, time.</summary>
    public string PlacedBy { get; } = EnumNames.NameOf(turn.Link);

    public string? ModelRequested { get; } = turn.Last.Model;

    /// <summary>The exchanges that made the answer, oldest first; more than one when tools were run.</summary>
    public IReadOnlyList<Guid> Exchanges { get; } = [.. turn.Steps.Select(e => e.Id)];

    /// <summary>Background tasks that belong to it.</summary>
    public IReadOnlyList<Guid> Background { get; } = [.. turn.Background.Select(e => e.Id)];

    /// <summary>Calls around it that ask no model to speak.</summary>
    public IReadOnlyList<Guid> Beside { get; } = [.. turn.Beside.Select(e => e.Id)];

    /// <summary>The inner halves of calls that came through us twice.</summary>
    public IReadOnlyList<Guid> Hops { get; } = [.. turn.Hops.Select(e => e.Id)];
}
