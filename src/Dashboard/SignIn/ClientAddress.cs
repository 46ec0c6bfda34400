using System.Net;
using System.Net.Sockets;

namespace Observability.Dashboard.SignIn;

/// <summary>Where a request comes from, as far as the connection tells (behind a proxy: <see cref="TrustedProxies"/>).</summary>
internal static class ClientAddress
{
    /// <summary>The address in words; empty when there is none.</summary>
    public static string Of(HttpContext context) => Plain(context.Connection.RemoteIpAddress)?.ToString() ?? "";

    /// <summary>What counts as one address where attempts are limited: of IPv6 the first 64 bits, for whoever has one of those has them all.</summary>
    public static string NetworkOf(HttpContext context)
    {
        if (Plain(context.Connection.RemoteIpAddress) is not { } address)
        {
            return "";
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes(), 0, 8)
            : address.ToString();
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
