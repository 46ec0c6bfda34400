using System.Net;
using System.Net.Sockets;

namespace Observability.Standalone;

/// <summary>What <c>./run</c> was told, by options and environment.</summary>
/// <param name="DataFolder">Absolute path of everything that must survive.</param>
/// <param name="IngestPort">Port of the proxy.</param>
/// <param name="DashboardPort">Port of the pages and the REST API.</param>
/// <param name="Bind">Listen address of both.</param>
/// <param name="DatabaseUrl">A server to use; null = start our own.</param>
/// <param name="Demo">Start the fake provider and its traffic.</param>
internal sealed record RunSettings(string DataFolder, int IngestPort, int DashboardPort, IPAddress Bind, string? DatabaseUrl, bool Demo)
{
    public Uri IngestUrl => Url(IngestPort);

    public Uri DashboardUrl => Url(DashboardPort);

    // "Every address" is no address to connect to; this machine is always among them.
    private Uri Url(int port)
    {
        var address = Bind.Equals(IPAddress.Any) ? IPAddress.Loopback : Bind.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : Bind;
        return new(address.AddressFamily == AddressFamily.InterNetworkV6 ? $"http://[{address}]:{port}" : $"http://{address}:{port}");
    }
}
