using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Exports;
using Observability.Domain;

namespace Observability.Dashboard.Api;

/// <summary>The query of an export, as text: each error is told in words instead of being ignored.</summary>
internal sealed record ExportParameters(
    [property: FromQuery, Description("Filter (docs/filters.md).")] string? Q,
    [property: FromQuery, Description("Started at or after, ISO 8601; UTC when no offset is given.")] string? From,
    [property: FromQuery, Description("Started before, ISO 8601; UTC when no offset is given. Never later than the export begins.")] string? To,
    [property: FromQuery, Description("ndjson (default), csv or finetune.")] string? Format,
    [property: FromQuery, Description("true or false (default): requests and responses too; of ndjson only.")] string? Bodies,
    [property: FromQuery, Description("Only these, separated by commas, whatever the filter keeps.")] string? Ids,
    [property: FromQuery, Description("Only those of this user, by the id exchanges carry.")] string? User,
    [property: FromQuery, Description("true (default) or false: without calls for a list of models.")] string? Models)
{
    /// <summary>The order, or what is wrong with which parameter. A filter that cannot be read says so itself.</summary>
    public bool TryRead([NotNullWhen(true)] out ExportOrder? order, [NotNullWhen(false)] out string? problem)
    {
        order = null;
        if (!ExchangeListParameters.TryTime("from", From, out var from, out problem) || !ExchangeListParameters.TryTime("to", To, out var to, out problem))
        {
            return false;
        }

        var format = Format is null ? ExportFormat.Ndjson : EnumNames.Parse<ExportFormat>(Format);
        problem = format is null ? $"format is '{Format}'; it must be one of {string.Join(", ", EnumNames.All<ExportFormat>())}."
            : Bodies is not (null or "true" or "false") ? $"bodies is '{Bodies}'; it must be true or false."
            : Bodies == "true" && format != ExportFormat.Ndjson ? $"bodies go with ndjson only; format is '{Format}'."
            : Models is not (null or "true" or "false") ? $"models is '{Models}'; it must be true or false."
            : null;
        if (problem is not null || !TryIds(out var ids, out problem))
        {
            return false;
        }

        var filter = ExchangeFilter.All with { From = from, To = to, User = string.IsNullOrEmpty(User) ? null : User, ModelLists = Models != "false", Q = Q };
        order = new(filter, format!.Value, Bodies == "true") { Ids = ids };
        return true;
    }

    private bool TryIds(out IReadOnlyList<Guid> ids, [NotNullWhen(false)] out string? problem)
    {
        var texts = (Ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var read = texts.Select(t => Guid.TryParse(t, CultureInfo.InvariantCulture, out var id) ? id : (Guid?)null).ToList();
        ids = [.. read.OfType<Guid>().Distinct()];
        // Ids that name nothing are an error: without any, everything would be exported.
        problem = read.IndexOf(null) is >= 0 and var wrong ? $"ids holds '{texts[wrong]}', which is no id."
            : Ids is not null && texts.Length == 0 ? "ids is empty: leave it out to export what the filter keeps."
            : ids.Count > ExportOrder.MostIds ? $"ids holds {ids.Count} ids; it may hold {ExportOrder.MostIds}."
            : null;
        return problem is null;
    }
}
