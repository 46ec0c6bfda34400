using System.Text.Json;
using Observability.Dashboard.Bodies;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Exchanges;

/// <summary>Which values inside a body are values of the row, so that a filter can ask for them.</summary>
public static class PanelFields
{
    private const string Metadata = "metadata.";

    /// <summary>The field a value stands for, by its path; null where it stands for none.</summary>
    public static FieldOfValue? Of(Exchange row, ExchangeSide side, string path, JsonNode node)
    {
        var value = node.Value;
        return (side, path) switch
        {
            (ExchangeSide.Request, "model") when value == row.ModelRequested => new(FilterFields.Model, null, value),
            (ExchangeSide.Request, "user") when value == row.User => new(FilterFields.User, null, value),
            (ExchangeSide.Response, "model") when value == row.ModelServed => Named("model_served", value),
            (ExchangeSide.Response, "choices[0].finish_reason") when value == row.FinishReason => Named("finish", value),
            (ExchangeSide.Request, _) when path.StartsWith(Metadata, StringComparison.Ordinal) && PropertyOf(row, path[Metadata.Length..]) == value
                => new(FilterFields.Property, path[Metadata.Length..], value),
            _ => null,
        };
    }

    private static FieldOfValue? Named(string name, string value) => FilterFields.All.FirstOrDefault(f => f.Name == name) is { } field ? new(field, null, value) : null;

    private static string? PropertyOf(Exchange row, string name) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.Properties)?.GetValueOrDefault(name);
}
