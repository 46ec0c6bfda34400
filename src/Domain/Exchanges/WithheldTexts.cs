using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Observability.Domain.Exchanges;

/// <summary>Empties what rows tell of what was asked and answered as they are read, where <see cref="ObservabilityDb.WithholdsTexts"/> says so: no query can forget it.</summary>
internal sealed class WithheldTexts : IMaterializationInterceptor
{
    /// <summary>The one there is: it knows nothing but the row and its context.</summary>
    public static WithheldTexts Instance { get; } = new();

    public object InitializedInstance(MaterializationInterceptionData materializationData, object entity)
    {
        if (materializationData.Context is ObservabilityDb { WithholdsTexts: true })
        {
            Empty(entity);
        }

        return entity;
    }

    private static void Empty(object entity)
    {
        switch (entity)
        {
            case Exchange row:
                (row.RequestPreview, row.ResponsePreview) = (null, null);
                break;
            case RunningExchange row:
                row.RequestPreview = null;
                break;
            case ExchangeBodies bodies:
                (bodies.RequestBody, bodies.ResponseBody) = ([], []);
                break;
            case ExchangeTexts texts:
                (texts.Input, texts.Output, texts.InputCapitals, texts.OutputCapitals) = ("", "", [], []);
                break;
        }
    }
}
