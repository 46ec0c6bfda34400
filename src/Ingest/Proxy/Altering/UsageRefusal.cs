using System.Text;

namespace Observability.Ingest.Proxy.Altering;

/// <summary>Recognises an upstream that refuses to be asked for usage: 400 or 422, and the field is named.</summary>
internal static class UsageRefusal
{
    private const int MaxBytes = 64 << 10;

    /// <summary>Whether a status can be such a refusal at all.</summary>
    public static bool IsPossible(int status) => status is StatusCodes.Status400BadRequest or StatusCodes.Status422UnprocessableEntity;

    /// <summary>Whether the answer refuses what we put in.</summary>
    public static async ValueTask<bool> IsAsync(UpstreamAnswer answer, CancellationToken ct)
    {
        if (!IsPossible(answer.Status))
        {
            return false;
        }

        await answer.ReadStartAsync(MaxBytes, ct);
        var text = Encoding.UTF8.GetString(answer.Start.Span);
        return text.Contains("stream_options", StringComparison.OrdinalIgnoreCase) || text.Contains("include_usage", StringComparison.OrdinalIgnoreCase);
    }
}
