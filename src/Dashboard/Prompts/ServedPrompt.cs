using MediatR;

namespace Observability.Dashboard.Prompts;

/// <summary>What <see cref="OnePrompt"/> tells, from memory where it was asked for in the last seconds: for programs, which ask with every call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Which">A version's number or a label; null = the latest.</param>
[Requires(Access.Read)]
public sealed record ServedPrompt(string Name, string? Which) : IRequest<PromptDetail?>;

internal sealed class ServedPromptHandler(PromptCache cache, Caller caller, Messages messages) : IRequestHandler<ServedPrompt, PromptDetail?>
{
    public Task<PromptDetail?> Handle(ServedPrompt request, CancellationToken cancellationToken) =>
        cache.GetAsync((caller.ProjectId, request.Name, request.Which), ct => messages.SendAsync(caller, new OnePrompt(request.Name, request.Which), ct), cancellationToken);
}
