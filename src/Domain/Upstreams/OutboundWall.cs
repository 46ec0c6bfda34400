using System.Net;
using System.Net.Sockets;

namespace Observability.Domain.Upstreams;

/// <summary>The only way out: every connection to an upstream is opened here, so no route, redirect or odd spelling of a host gets around it.</summary>
/// <remarks>
/// A host is resolved once, every address it has is checked, and the connection goes to a checked address: a name server that changes its mind
/// between check and connect gains nothing. Use it as <c>SocketsHttpHandler.ConnectCallback</c>.
/// </remarks>
public sealed class OutboundWall
{
    private readonly Func<IReadOnlyCollection<int>> _ownPorts;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    /// <summary>A wall that asks the system's resolver.</summary>
    /// <param name="ownPorts">The ports of this machine that are ours and never an upstream; asked at each connect, since they are known only once the host listens.</param>
    public OutboundWall(Func<IReadOnlyCollection<int>> ownPorts)
        : this(ownPorts, Dns.GetHostAddressesAsync)
    {
    }

    /// <summary>A wall with another resolver: the seam for tests of names that move.</summary>
    internal OutboundWall(Func<IReadOnlyCollection<int>> ownPorts, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _ownPorts = ownPorts;
        _resolve = resolve;
    }

    /// <summary>Whether this address may be reached.</summary>
    /// <param name="address">The address.</param>
    /// <param name="allowPrivate">Whether private and loopback addresses are allowed; link-local and metadata addresses never are.</param>
    public static bool Allows(IPAddress address, bool allowPrivate) => AddressKinds.Of(address) switch
    {
        AddressKind.Public => true,
        AddressKind.Private => allowPrivate,
        AddressKind.Forbidden => false,
    };

    /// <summary>Connects to <paramref name="target"/>; the stream owns the socket.</summary>
    /// <exception cref="OutboundRefusedException">An address of the host is refused; nothing was sent to any of them.</exception>
    /// <exception cref="SocketException">The host has no address, or none of them answers.</exception>
    public async Task<Stream> ConnectAsync(DnsEndPoint target, bool allowPrivate, CancellationToken ct)
    {
        var addresses = await ResolveAsync(target.Host, ct);
        foreach (var address in addresses)
        {
            Refuse(target, address, allowPrivate);
        }

        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[i], target.Port), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                // The host's next address may answer.
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, ct);
        return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
    }

    private void Refuse(DnsEndPoint target, IPAddress address, bool allowPrivate)
    {
        var where = target.Host == address.ToString() ? $"'{target.Host}'" : $"'{target.Host}' ({address})";
        switch (AddressKinds.Of(address))
        {
            case AddressKind.Forbidden:
                throw new OutboundRefusedException(
                    $"The upstream host {where} is a link-local, metadata, multicast or reserved address. No upstream may be there.");
            case AddressKind.Private when !allowPrivate:
                throw new OutboundRefusedException(
                    $"The upstream host {where} is a private address. If it is meant, allow private addresses for this upstream (in the dashboard, or UPSTREAM_<NAME>_ALLOW_PRIVATE=true).");
        }

        if (_ownPorts().Contains(target.Port) && IsOfThisMachine(address))
        {
            throw new OutboundRefusedException(
                $"The upstream {where} port {target.Port} is this program itself or its database: requests would go round in a circle. Correct the upstream's URL.");
        }
    }

    // An address can be bound exactly when it is this machine's. Asked only for our own ports, so its price does not matter.
    private static bool IsOfThisMachine(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
        {
            return true;
        }

        using var probe = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            probe.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
