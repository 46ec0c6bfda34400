using System.Globalization;
using System.Text;
using Observability.Dashboard.Prompts;
using Observability.Dashboard.Replays;
using Observability.Domain.Datasets;
using Observability.Domain.Exchanges;
using Observability.Domain.Experiments;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Experiments;

/// <summary>The call that a row comes to by a variant. Pure.</summary>
internal static class VariantCall
{
    /// <summary>The call, or a sentence that says why there is none.</summary>
    public static (CallDraft? Draft, string? Refusal) Of(Variant variant, ExperimentRow row, UpstreamChoices upstreams)
    {
        var (draft, refusal) = variant.Prompt is { } prompt ? OfPrompt(prompt, row) : OfRequest(row);
        if (draft is null)
        {
            return (null, refusal);
        }

        var from = upstreams.Find(draft.Upstream);
        if ((variant.Upstream is { } other ? upstreams.Find(other) : from) is not { } to)
        {
            return (null, $"There is no upstream '{variant.Upstream ?? draft.Upstream}' any more.");
        }

        var placed = draft with { BasePath = from is not null && CapturedCall.IsInside(draft.Target, from.BasePath) ? from.BasePath : null };
        return new CallChanges { Upstream = variant.Upstream is null ? null : to, Model = variant.Model }.ApplyTo(placed);
    }

    private static (CallDraft? Draft, string? Refusal) OfPrompt(FrozenPrompt prompt, ExperimentRow row)
    {
        if (row.Erased)
        {
            return (null, "The row was erased.");
        }

        var values = RowInputs.Read(row.Inputs).ToDictionary(i => i.Key, i => i.Value, StringComparer.Ordinal);
        var rendered = PromptTemplate.Parse(prompt.Template, TemplateForm.Json).Template!.Render(PromptValues.Over(values, prompt.Defaults));
        return rendered.Text is not { } body
            ? (null, PromptWords.Of(rendered.Problem!))
            : (new()
            {
                Upstream = prompt.Upstream,
                Family = prompt.Family,
                Method = HttpMethods.Post,
                Target = prompt.Target,
                Headers = [new("Content-Type", "application/json"), .. prompt.Headers],
                Body = Encoding.UTF8.GetBytes(body),
                PromptId = prompt.Reference,
            }, null);
    }

    private static (CallDraft? Draft, string? Refusal) OfRequest(ExperimentRow row) => row is { Request: { } request, Upstream: { } upstream, Family: { } family, Method: { } method, Target: { } target }
        ? (new()
        {
            Upstream = upstream,
            Family = family,
            Method = method,
            Target = RedactedQuery.WithoutCredential(target),
            Headers = SentAgain.Of(StoredHeaders.Decode(row.Headers)),
            Body = Encoding.UTF8.GetBytes(request),
            ReplayOf = row.ExchangeId,
        }, null)
        : (null, row.Erased ? "The row was erased." : string.Create(CultureInfo.InvariantCulture, $"Row {row.Position} holds no request; only a prompt can be filled with its inputs."));
}
