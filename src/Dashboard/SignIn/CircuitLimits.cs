using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;

namespace Observability.Dashboard.SignIn;

/// <summary>Bounds what pages cost the server: how many an account has open, how many broken ones are remembered, how long a script is waited for.</summary>
internal static class CircuitLimits
{
    public static IServiceCollection AddCircuitLimits(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<CircuitsOptions>().BindConfiguration("Circuits").ValidateDataAnnotations();
        services.AddSingleton<OpenCircuits>();
        services.AddOptions<CircuitOptions>().Configure<IOptions<CircuitsOptions>>((circuit, limits) =>
        {
            circuit.DetailedErrors = false;
            circuit.DisconnectedCircuitMaxRetained = limits.Value.Retained;
            circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(limits.Value.RetainedMinutes);
            circuit.JSInteropDefaultCallTimeout = TimeSpan.FromSeconds(limits.Value.ScriptSeconds);
        });
        return services;
    }

    /// <summary>Refuses a connection beyond the account's limit. A circuit's connection is one request that lasts as long as the page does.</summary>
    public static IApplicationBuilder UseCircuitLimit(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        // The other requests of a circuit (its negotiation, what is posted where no WebSocket can be had) are over at once.
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsConnect(context.Request.Method) || !SecurityHeaders.IsCircuit(context.Request))
        {
            await next(context);
            return;
        }

        var open = context.RequestServices.GetRequiredService<OpenCircuits>();
        var account = context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
        if (!open.TryEnter(account))
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            open.Leave(account);
        }
    });
}

/// <summary>How many pages each account has open here.</summary>
/// <param name="options">How many it may.</param>
internal sealed class OpenCircuits(IOptions<CircuitsOptions> options)
{
    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>Counts one more; false when that would be too many.</summary>
    public bool TryEnter(string account)
    {
        if (_open.AddOrUpdate(account, 1, (_, open) => open + 1) <= options.Value.PerAccount)
        {
            return true;
        }

        Leave(account);
        return false;
    }

    /// <summary>Counts one less.</summary>
    public void Leave(string account)
    {
        var left = _open.AddOrUpdate(account, 0, (_, open) => open - 1);
        if (left <= 0)
        {
            // Only if it is still nothing: somebody may have come in between.
            _open.TryRemove(new(account, left));
        }
    }
}
