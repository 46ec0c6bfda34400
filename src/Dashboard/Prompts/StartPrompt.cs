using System.Text;
using MediatR;
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
public sealed record PromptStart(PromptDraftText? Draft, UpstreamChoices Upstreams, IReadOnlyList<string> Gaps);

internal sealed class StartPromptHandler(Messages messages, Caller caller) : IRequestHandler<StartPrompt, PromptStart>
{
    private const string Empty =
        """
        {
          "model": "",
          "messages": [
            { "role": "system", "content": "" },
            { "role": "user", "content": "{{question}}" }
          ]
        }
        """;

    public async Task<PromptStart> Handle(StartPrompt request, CancellationToken cancellationToken)
    {
        var upstreams = await messages.SendAsync(caller, new ListUpstreamChoices(), cancellationToken);
        if (request.Name is { } name)
        {
            var which = request.Version?.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return await messages.SendAsync(caller, new OnePrompt(name, which), cancellationToken) is { } prompt
                ? new(PromptDraftText.Of(prompt), upstreams, [])
                : new(null, upstreams, [PromptsText.NoSuch]);
        }

        return request.From is { } from ? await FromAsync(from, upstreams, cancellationToken) : new(New(request.Partial), upstreams, []);
    }

    private static PromptDraftText New(bool partial) => new() { Partial = partial, Body = partial ? "" : Empty, Target = partial ? "" : "/v1/chat/completions" };

    private async Task<PromptStart> FromAsync(Guid exchange, UpstreamChoices upstreams, CancellationToken ct)
    {
        if (await messages.SendAsync(caller, new DraftOf(exchange), ct) is not { } answer)
        {
            return new(New(partial: false), upstreams, [PromptsText.NoExchange]);
        }

        string[] gaps = [.. answer.Gaps.Where(g => g.Fill != DraftFill.Credential).Select(g => g.Sentence)];
        var body = answer.Draft?.Body is { } bytes ? PromptTemplate.EscapeJson(Encoding.UTF8.GetString(bytes.Span)) : null;
        if (answer.Draft is not { } call || body is null || body.Length > PromptTemplate.MaxChars)
        {
            return new(New(partial: false), upstreams, [PromptsText.NoJsonBody, .. gaps]);
        }

        var draft = new PromptDraftText
        {
            Upstream = call.Upstream,
            Target = call.Target,
            Body = Exchanges.JsonText.Indent(body),
            Headers = PromptDraftText.Lines(call.Headers.Where(h => PromptRules.MayHold(h.Key) && IsOfProtocol(h.Key))),
        };
        return new(draft, upstreams, gaps);
    }

    // A prompt holds what the call means, not who made it: agents, tracing and forwarding stay behind.
    private static bool IsOfProtocol(string header) =>
        header.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase) || header.StartsWith("openai-", StringComparison.OrdinalIgnoreCase);
}
