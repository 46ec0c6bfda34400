using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Observability.Domain.Upstreams;

/// <summary>Sorts addresses by the registries of special addresses (IANA, as recorded traffic of 2026 shows it) and by where clouds keep their metadata.</summary>
/// <remarks>
/// An IPv6 address that carries an IPv4 address inside (mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP) is as bad as the one inside:
/// some network between here and there will unpack it.
/// </remarks>
public static class AddressKinds
{
    // First match wins, so an exception stands before the network it is in.
    private static readonly (IPNetwork Network, AddressKind Kind)[] Version4 =
    [
        (IPNetwork.Parse("0.0.0.0/8"), AddressKind.Forbidden), // this host; Linux takes 0.0.0.0 for loopback
        (IPNetwork.Parse("100.100.100.200/32"), AddressKind.Forbidden), // metadata: Alibaba
        (IPNetwork.Parse("168.63.129.16/32"), AddressKind.Forbidden), // metadata: Azure
        (IPNetwork.Parse("169.254.0.0/16"), AddressKind.Forbidden), // link-local, metadata of most clouds
        (IPNetwork.Parse("192.0.0.0/24"), AddressKind.Forbidden), // protocol assignments, metadata: Oracle
        (IPNetwork.Parse("224.0.0.0/4"), AddressKind.Forbidden), // multicast
        (IPNetwork.Parse("240.0.0.0/4"), AddressKind.Forbidden), // reserved, broadcast
        (IPNetwork.Parse("10.0.0.0/8"), AddressKind.Private),
        (IPNetwork.Parse("100.64.0.0/10"), AddressKind.Private), // carrier-grade NAT
        (IPNetwork.Parse("127.0.0.0/8"), AddressKind.Private), // loopback
        (IPNetwork.Parse("172.16.0.0/12"), AddressKind.Private),
        (IPNetwork.Parse("192.0.2.0/24"), AddressKind.Private), // documentation
        (IPNetwork.Parse("192.168.0.0/16"), AddressKind.Private),
        (IPNetwork.Parse("198.18.0.0/15"), AddressKind.Private), // benchmarks; local proxies answer DNS with it
        (IPNetwork.Parse("198.51.100.0/24"), AddressKind.Private), // documentation
        (IPNetwork.Parse("203.0.113.0/24"), AddressKind.Private), // documentation
    ];

    private static readonly (IPNetwork Network, AddressKind Kind)[] Version6 =
    [
        (IPNetwork.Parse("::/128"), AddressKind.Forbidden), // unspecified
        (IPNetwork.Parse("::1/128"), AddressKind.Private), // loopback
        (IPNetwork.Parse("64:ff9b:1::/48"), AddressKind.Forbidden), // local NAT64: what is inside depends on the network
        (IPNetwork.Parse("100::/64"), AddressKind.Forbidden), // discard
        (IPNetwork.Parse("fd00:42::42/128"), AddressKind.Forbidden), // metadata: Scaleway
        (IPNetwork.Parse("fd00:ec2::/32"), AddressKind.Forbidden), // metadata: Amazon
        (IPNetwork.Parse("fd20:ce::254/128"), AddressKind.Forbidden), // metadata: Google
        (IPNetwork.Parse("fe80::/10"), AddressKind.Forbidden), // link-local
        (IPNetwork.Parse("ff00::/8"), AddressKind.Forbidden), // multicast
        (IPNetwork.Parse("2001:db8::/32"), AddressKind.Private), // documentation
        (IPNetwork.Parse("3fff::/20"), AddressKind.Private), // documentation
        (IPNetwork.Parse("fc00::/7"), AddressKind.Private), // unique local
        (IPNetwork.Parse("fec0::/10"), AddressKind.Private), // site-local, deprecated
    ];

    // Where the IPv4 address sits in an IPv6 address of that network. Teredo has two: its server and, inverted, its client.
    private static readonly (IPNetwork Network, int Offset, bool Inverted)[] Carriers =
    [
        (IPNetwork.Parse("::/96"), 12, false), // compatible, deprecated
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12, false), // translated
        (IPNetwork.Parse("64:ff9b::/96"), 12, false), // NAT64
        (IPNetwork.Parse("2002::/16"), 2, false), // 6to4
        (IPNetwork.Parse("2001::/32"), 4, false), // Teredo server
        (IPNetwork.Parse("2001::/32"), 12, true), // Teredo client
    ];

    /// <summary>The kind of <paramref name="address"/>.</summary>
    public static AddressKind Of(IPAddress address)
    {
        if (address.AddressFamily is AddressFamily.InterNetwork)
        {
            return Listed(Version4, address) ?? AddressKind.Public;
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return AddressKind.Forbidden;
        }

        // Asked before any network: IPNetwork.Contains knows no mapped addresses.
        if (address.IsIPv4MappedToIPv6)
        {
            return Of(address.MapToIPv4());
        }

        // A zone id (fe80::1%eth0) is not part of the address.
        var bytes = address.GetAddressBytes();
        var plain = new IPAddress(bytes);
        if (Listed(Version6, plain) is { } kind)
        {
            return kind;
        }

        // ISATAP puts an IPv4 address behind 0000:5efe or 0200:5efe in any network.
        var worst = (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(8)) & ~0x0200_0000u) == 0x0000_5EFE ? Inside(bytes, 12, inverted: false) : AddressKind.Public;
        foreach (var (network, offset, inverted) in Carriers)
        {
            if (network.Contains(plain) && Inside(bytes, offset, inverted) is var inner && inner > worst)
            {
                worst = inner;
            }
        }

        return worst;
    }

    private static AddressKind Inside(byte[] bytes, int offset, bool inverted)
    {
        var value = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(offset));
        Span<byte> inner = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(inner, inverted ? ~value : value);
        return Of(new IPAddress(inner));
    }

    private static AddressKind? Listed((IPNetwork Network, AddressKind Kind)[] list, IPAddress address)
    {
        foreach (var (network, kind) in list)
        {
            if (network.Contains(address))
            {
                return kind;
            }
        }

        return null;
    }
}
