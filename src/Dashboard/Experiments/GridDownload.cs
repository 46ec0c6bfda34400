using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Usage;
using Observability.Domain;
using Observability.Domain.Experiments;

namespace Observability.Dashboard.Experiments;

/// <summary>The answers of an experiment as CSV, a line each. For the signed-in browser.</summary>
internal static class GridDownload
{
    /// <summary>Its address.</summary>
    public static string HrefOf(Guid experiment) => $"/experiments/{experiment}/answers.csv";

    public static void MapGridDownload(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/experiments/{id:guid}/answers.csv", AnswerAsync).RequireAuthorization().ExcludeFromDescription();

    private static async Task<Results<PushStreamHttpResult, NotFound>> AnswerAsync(Guid id, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct)
    {
        if (await accounts.CallerOfAsync(context.User, ct) is not { } caller || await messages.SendAsync(caller, new ListCells(id, null, ListCells.MaxLimit), ct) is not { } first)
        {
            return TypedResults.NotFound();
        }

        return TypedResults.Stream(to => WriteAsync(to, messages, caller, first, ct), "text/csv; charset=utf-8", $"experiment-{id}.csv");
    }

    private static async Task WriteAsync(Stream to, Messages messages, Caller caller, CellBatch? page, CancellationToken ct)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await writer.WriteAsync(Head(page!.Experiment).AsMemory(), ct);
        while (page is not null)
        {
            foreach (var cell in page.Cells)
            {
                await writer.WriteAsync(Line(page.Experiment, cell).AsMemory(), ct);
            }

            page = page.Next is { } next ? await messages.SendAsync(caller, new ListCells(page.Experiment.Id, next, ListCells.MaxLimit), ct) : null;
        }
    }

    internal static string Head(Experiment experiment) => UsageCsv.Line(
    [
        "row", "variant", "repetition", "exchange_id", "outcome", "problem", "preview",
        .. StoredParts.RulesOf(experiment.Rules).Select(r => $"rule: {r.Name}"), "judge_score", "judge_reason", "hand_score", "hand_comment", "hand_by",
        "latency_us", "first_token_us", "cost_usd", "estimated_cost_usd", "input_tokens", "output_tokens",
    ]);

    internal static string Line(Experiment experiment, ExperimentCell cell)
    {
        var rules = StoredParts.RulesOf(experiment.Rules).Count;
        var scores = StoredParts.ScoresOf(cell.Scores);
        return UsageCsv.Line(
        [
            Text(cell.RowPosition), StoredParts.VariantsOf(experiment)[cell.Variant].Name, Text(cell.Repetition), cell.ExchangeId?.ToString() ?? "",
            cell.Outcome is { } outcome ? EnumNames.NameOf(outcome) : "", cell.Problem ?? "", cell.Preview ?? "",
            .. Enumerable.Range(0, rules).Select(i => Text(scores?[i].Value)), Text(cell.JudgeScore), cell.JudgeReason ?? "",
            Text(cell.HandScore), cell.HandComment ?? "", cell.HandBy ?? "",
            Text(cell.LatencyUs), Text(cell.FirstTokenUs), Text(cell.CostUsd), Text(cell.EstimatedCostUsd), Text(cell.InputTokens), Text(cell.OutputTokens),
        ]);
    }

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
