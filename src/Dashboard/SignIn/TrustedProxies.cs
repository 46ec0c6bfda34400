using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Observability.Domain;

namespace Observability.Dashboard.SignIn;

/// <summary>
/// <c>OBSERVABILITY_TRUSTED_PROXIES</c>: whose word is taken for where a request came from and whether it came by https
/// (<c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>). Of anybody else those headers are ignored.
/// </summary>
internal static class TrustedProxies
{
    private const string Variable = "OBSERVABILITY_TRUSTED_PROXIES";

    /// <summary>Adds the reading of those headers; nothing when no proxy is named.</summary>
    /// <exception cref="SettingException">The variable holds something that is neither an address nor a network.</exception>
    public static void UseTrustedProxies(this IApplicationBuilder app, Settings settings)
    {
        var networks = Read(settings);
        if (networks.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }

    /// <summary>The networks in the variable, separated by commas or spaces.</summary>
    /// <exception cref="SettingException">One is neither an address nor a network.</exception>
    public static IReadOnlyList<System.Net.IPNetwork> Read(Settings settings) =>
        [.. (settings.Read(Variable) ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    private static System.Net.IPNetwork Parse(string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return new(address, address.GetAddressBytes().Length * 8);
        }

        return System.Net.IPNetwork.TryParse(text, out var network)
            ? network
            : throw new SettingException($"{Variable} has '{text}'; each entry must be an address such as 172.18.0.2 or a network such as 10.0.0.0/8.");
    }
}
