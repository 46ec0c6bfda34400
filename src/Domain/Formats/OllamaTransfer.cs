using System.Globalization;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Folds the progress of Ollama's long calls (pull, push, create) into their last state: what it was doing, how many bytes of how many.</summary>
/// <remarks>
/// <code>
/// {"status":"pulling dde5aa3fc5ff","digest":"sha256:dde5…","total":2019377376,"completed":1048576}
/// {"status":"success"}
/// </code>
/// A failure is <c>{"error":"…"}</c>, after a status that said success. Source: docs.ollama.com/api (pull a model), read 2026-11-22.
/// </remarks>
internal sealed class OllamaTransfer
{
    // No model has as many layers; those beyond are not counted.
    private const int MaxLayers = 1_000;

    private readonly Dictionary<string, (long Total, long Completed)> _layers = new(StringComparer.Ordinal);
    private string? _status;

    /// <summary>Reads an exchange of such a call.</summary>
    public static Reading Read(WireExchange exchange)
    {
        var request = RequestBody.Read(exchange.RequestBody, _ => []);
        var transfer = new OllamaTransfer();
        var events = new AnswerEvents((_, line) =>
        {
            transfer.Add(line);
            return Generated.Nothing;
        });
        events.Read(exchange, request.Stream != false, () => transfer._status == "success");
        return events.ToReading(request) with { Output = transfer.ToOutput(), IsSpend = false };
    }

    private void Add(JsonElement line)
    {
        _status = line.TextOr("status"u8, _status);
        if (line.Text("digest"u8) is { } digest && (_layers.ContainsKey(digest) || _layers.Count < MaxLayers))
        {
            var before = _layers.GetValueOrDefault(digest);
            _layers[digest] = (line.Count("total"u8) ?? before.Total, Math.Max(before.Completed, line.Count("completed"u8) ?? 0));
        }
    }

    private IReadOnlyList<Message> ToOutput()
    {
        var facts = new SaidFacts();
        facts.Set("status", _status);
        if (_layers.Count > 0)
        {
            facts.Set("completed", Bytes(_layers.Values.Sum(l => l.Completed)));
            facts.Set("total", Bytes(_layers.Values.Sum(l => l.Total)));
        }

        return facts.ToOutput();
    }

    private static string Bytes(long count) => string.Create(CultureInfo.InvariantCulture, $"{count} bytes");
}
