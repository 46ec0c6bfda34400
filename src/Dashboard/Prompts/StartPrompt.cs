using System.Globalization;
using System.Text;
using MediatR;
using Observability.Dashboard.Playground;
using Observability.Dashboard.Replays;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>What the editor of a version begins with.</summary>
/// <param name="Name">The prompt; null = a new one.</param>
/// <param name="Version">Number of the version it is made from; null = the latest.</param>
/// <param name="From">The exchange it is made from; null = none.</param>
/// <param name="Partial">Whether a new one is a partial.</param>
[Requires(Access.Replay)]
public sealed record StartPrompt(string? Name, int? Version, Guid? From, bool Partial) : IRequest<PromptStart>;

/// <summary>The beginning.</summary>
/// <param name="Draft">What is edited; null = there is no such prompt.</param>
/// <param name="Upstreams">Where it may go.</param>
/// <param name="Gaps">What is missing of what it was made from, in sentences.</param>
public sealed record PromptStart(PromptDraftText? Draft, UpstreamChoices Upstreams, IReadOnlyList<string> Gaps)
{
    /// <summary>A call to begin with.</summary>
    public static CallDraft First(UpstreamChoice upstream) => FirstDraft.Of(upstream, FirstDraft.FormatsOf(upstream.Family)[0], upstream.Models is [var model, ..] ? model : "");
}

internal sealed class StartPromptHandler(Messages messages, Caller caller) : IRequestHandler<StartPrompt, PromptStart>
{
    public async Task<PromptStart> Handle(StartPrompt request, CancellationToken cancellationToken)
    {
        var upstreams = await messages.SendAsync(caller, new ListUpstreamChoices(), cancellationToken);
        if (request.Name is { } name)
        {
            return await messages.SendAsync(caller, new OnePrompt(name, request.Version?.ToString(CultureInfo.InvariantCulture)), cancellationToken) is { } prompt
                ? new(PromptDraftText.Of(prompt, upstreams), upstreams, [])
                : new(null, upstreams, [PromptsText.NoSuch]);
        }

        return request.Partial ? new(new(), upstreams, [])
            : request.From is { } from ? await FromAsync(from, upstreams, cancellationToken)
            : New(upstreams, []);
    }

    // Where most is likely to work: a credential is stored, and something answered lately.
    private static PromptStart New(UpstreamChoices upstreams, IReadOnlyList<string> gaps) =>
        upstreams.All.OrderByDescending(u => u.Models.Count > 0).ThenByDescending(u => u.HasCredential).FirstOrDefault() is { } first
            ? new(new() { Call = PromptStart.First(first) }, upstreams, gaps)
            : new(null, upstreams, [PromptsText.NoUpstreams]);

    private async Task<PromptStart> FromAsync(Guid exchange, UpstreamChoices upstreams, CancellationToken ct)
    {
        if (await messages.SendAsync(caller, new DraftOf(exchange), ct) is not { } answer)
        {
            return New(upstreams, [PromptsText.NoExchange]);
        }

        string[] gaps = [.. answer.Gaps.Where(g => g.Fill != DraftFill.Credential).Select(g => g.Sentence)];
        return answer.Draft is { } call && EditedBody.Readable(call) is { Refusal: null } readable
            && PromptTemplate.EscapeJson(Encoding.UTF8.GetString(readable.Bytes.Span)) is { Length: <= PromptTemplate.MaxChars } body
                ? new(new() { Call = PromptCall.Kept(call, body) }, upstreams, gaps)
                : New(upstreams, [PromptsText.NoJsonBody, .. gaps]);
    }
}
