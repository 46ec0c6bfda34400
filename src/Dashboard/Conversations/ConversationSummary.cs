using Observability.Domain.Exchanges;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Conversations;

/// <summary>A conversation as lists tell it: who, with which models, what it came to.</summary>
/// <param name="Session">Session or chat id.</param>
/// <param name="Title">The title a background task gave it; null when none did.</param>
/// <param name="FirstPrompt">Start of the first thing a person asked; null when nothing was asked.</param>
/// <param name="FirstAt">Start of its first exchange.</param>
/// <param name="LastAt">Start of its last exchange.</param>
/// <param name="EndedAt">When the last of its answers was whole.</param>
/// <param name="Users">Who took part.</param>
/// <param name="Models">The models people asked, background calls left out.</param>
/// <param name="Sums">What it came to.</param>
public sealed record ConversationSummary(
    string Session, string? Title, string? FirstPrompt, DateTimeOffset FirstAt, DateTimeOffset LastAt, DateTimeOffset EndedAt,
    IReadOnlyList<ConversationUser> Users, IReadOnlyList<string> Models, ConversationSums Sums)
{
    /// <summary>What a reader calls it: its title, else its first words, else its id.</summary>
    public string Name => Title ?? FirstPrompt ?? Session;
}

/// <summary>Somebody who took part.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Name">Their name; null when the producer told none.</param>
public sealed record ConversationUser(string Id, string? Name);

/// <summary>Sums over the exchanges of a conversation. Of a call that came through us twice the inner half counts.</summary>
/// <param name="Requests">All of them.</param>
/// <param name="Background">Those that nobody typed: tasks, embeddings, lists of models.</param>
/// <param name="Turns">Answers to a person: chat calls that did not end by asking for a tool, failed ones included.</param>
/// <param name="Errors">Those that failed; a client that went away is no failure.</param>
/// <param name="Uncounted">Chat and background calls whose tokens nobody counted: what they used is not in the tokens.</param>
/// <param name="InputTokens">Input tokens; null when they are unknown for all.</param>
/// <param name="OutputTokens">Output tokens, likewise.</param>
/// <param name="Chat">What the chat calls cost.</param>
/// <param name="Tasks">What the background calls cost.</param>
public sealed record ConversationSums(
    long Requests, long Background, long Turns, long Errors, long Uncounted, long? InputTokens, long? OutputTokens, Spend Chat, Spend Tasks);

/// <summary>What some calls cost. The two amounts are never added up.</summary>
/// <param name="KnownUsd">US dollars from usage the provider reported; null when that is known of none.</param>
/// <param name="EstimatedUsd">US dollars from tokens we counted; null when there are none such.</param>
/// <param name="Unpriced">Calls that have no price: what they cost is in neither.</param>
public sealed record Spend(decimal? KnownUsd, decimal? EstimatedUsd, long Unpriced)
{
    /// <summary>The sum of these.</summary>
    public static Spend Of(IReadOnlyCollection<Exchange> rows) => new(
        Sum(rows.Select(r => r.CostUsd)), Sum(rows.Select(r => r.EstimatedCostUsd)), rows.Count(r => r.Pricing == PricingState.Unpriced));

    private static decimal? Sum(IEnumerable<decimal?> amounts) => amounts.Aggregate((decimal?)null, (sum, usd) => usd is null ? sum : (sum ?? 0) + usd);
}
