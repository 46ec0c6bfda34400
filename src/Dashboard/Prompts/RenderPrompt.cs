using MediatR;

namespace Observability.Dashboard.Prompts;

/// <summary>What a version of a prompt comes to with these values, from memory where it was asked for in the last seconds. Nothing is sent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Which">A version's number or a label; null = the latest.</param>
/// <param name="Values">Values by name; what is missing has its default.</param>
[Requires(Access.Read)]
public sealed record RenderPrompt(string Name, string? Which, IReadOnlyDictionary<string, string> Values) : IRequest<RenderedPrompt?>;

/// <summary>What it came to.</summary>
/// <param name="Of">The prompt and version.</param>
/// <param name="Text">The body, or the text of a partial; null when something is wrong.</param>
/// <param name="Missing">Variables without a value; empty when every one has one.</param>
/// <param name="Refusal">A sentence that says what is wrong; null when nothing is.</param>
public sealed record RenderedPrompt(PromptDetail Of, string? Text, IReadOnlyList<string> Missing, string? Refusal);

internal sealed class RenderPromptHandler(Messages messages, Caller caller) : IRequestHandler<RenderPrompt, RenderedPrompt?>
{
    public async Task<RenderedPrompt?> Handle(RenderPrompt request, CancellationToken cancellationToken)
    {
        if (await messages.SendAsync(caller, new ServedPrompt(request.Name, request.Which), cancellationToken) is not { } prompt)
        {
            return null;
        }

        if (prompt.Template is not { } template)
        {
            return new(prompt, null, [], prompt.Problem);
        }

        var rendered = template.Render(PromptValues.Over(request.Values, prompt.Defaults));
        return new(prompt, rendered.Text, rendered.Missing, rendered.Problem is { } problem ? PromptWords.Of(problem) : null);
    }
}
