using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Revisions;

/// <summary>Columns of an exchange as the JSON that PostgreSQL's <c>to_jsonb</c> makes of them, so that the two can be compared and put back there.</summary>
internal static class RowJson
{
    /// <summary>What a price decides.</summary>
    public static readonly IReadOnlyList<string> Priced =
    [
        nameof(Exchange.Pricing), nameof(Exchange.UnpricedReason), nameof(Exchange.CostUsd), nameof(Exchange.EstimatedCostUsd), nameof(Exchange.CostBreakdown),
    ];

    /// <summary>What a format decides, and the price with it. Times on the wire, sizes and labels come from elsewhere and stay.</summary>
    public static readonly IReadOnlyList<string> Read =
    [
        nameof(Exchange.Format), nameof(Exchange.Endpoint), nameof(Exchange.ModelRequested), nameof(Exchange.ModelServed),
        nameof(Exchange.Outcome), nameof(Exchange.Error), nameof(Exchange.ErrorCode), nameof(Exchange.Stream), nameof(Exchange.Task),
        nameof(Exchange.TaskSource), nameof(Exchange.User), nameof(Exchange.FinishReason), nameof(Exchange.Finish), nameof(Exchange.ServiceTier),
        nameof(Exchange.InputTokens), nameof(Exchange.OutputTokens), nameof(Exchange.CacheReadTokens), nameof(Exchange.CacheWriteTokens),
        nameof(Exchange.ReasoningTokens), nameof(Exchange.AudioInputTokens), nameof(Exchange.AudioOutputTokens), nameof(Exchange.UsageExtras),
        nameof(Exchange.UsageSource), nameof(Exchange.StatedCostUsd), nameof(Exchange.StatedCostSource),
        nameof(Exchange.FirstTokenUs), nameof(Exchange.FirstVisibleUs), nameof(Exchange.GapP50Us), nameof(Exchange.GapP95Us), nameof(Exchange.GapP99Us),
        nameof(Exchange.LongestGapUs), nameof(Exchange.LoadUs), nameof(Exchange.QueueUs), nameof(Exchange.PrefillUs), nameof(Exchange.DecodeUs),
        nameof(Exchange.OutputTokensPerSecond), nameof(Exchange.RequestPreview), nameof(Exchange.ResponsePreview), nameof(Exchange.ToolCalls),
        nameof(Exchange.ProviderRequestId), nameof(Exchange.UserSource), nameof(Exchange.Sources),
        nameof(Exchange.Messages), nameof(Exchange.ToolsOffered), nameof(Exchange.Images),
        nameof(Exchange.HistoryHash), nameof(Exchange.ThreadHash), nameof(Exchange.PromptHash),
        .. Priced,
    ];

    /// <summary>Names of these properties as columns, in the same order.</summary>
    public static IEnumerable<string> ColumnsOf(ObservabilityDb db, IReadOnlyList<string> properties) => Mapped(db, properties).Select(p => p.GetColumnName());

    /// <summary>These properties of <paramref name="row"/> by column name.</summary>
    public static string Of(ObservabilityDb db, Exchange row, IReadOnlyList<string> properties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var property in Mapped(db, properties))
            {
                json.WritePropertyName(property.GetColumnName());
                var value = property.PropertyInfo!.GetValue(row);
                Write(json, property.GetValueConverter() is { } converter ? converter.ConvertToProvider(value) : value, property.GetColumnType() == "jsonb");
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static IEnumerable<IProperty> Mapped(ObservabilityDb db, IReadOnlyList<string> properties)
    {
        var entity = db.Model.FindEntityType(typeof(Exchange))!;
        return properties.Select(name => entity.FindProperty(name)!);
    }

    private static void Write(Utf8JsonWriter json, object? value, bool isJson)
    {
        if (isJson && value is string text)
        {
            json.WriteRawValue(text);
        }
        else
        {
            JsonSerializer.Serialize(json, value, value?.GetType() ?? typeof(object));
        }
    }
}
