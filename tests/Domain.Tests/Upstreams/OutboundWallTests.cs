using System.Net;
using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Upstreams;

namespace Observability.Domain.Tests.Upstreams;

public sealed class OutboundWallTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Forbidden => [.. HostSpellings.Forbidden.Select(s => (s.Host, s.Address))];

    public static TheoryData<string, string> Private => [.. HostSpellings.Private.Select(s => (s.Host, s.Address))];

    [Fact]
    public void The_table_has_every_class_of_spelling() =>
        Assert.True(HostSpellings.Forbidden.Length + HostSpellings.Private.Length >= 100);

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task A_forbidden_address_is_refused_in_every_spelling_even_where_private_ones_are_allowed(string host, string address)
    {
        await AssertRefusedAsync(host, address, allowPrivate: true);
        await AssertRefusedAsync(host, address, allowPrivate: false);
    }

    [Theory]
    [MemberData(nameof(Private))]
    public async Task A_private_address_is_refused_in_every_spelling_unless_it_is_allowed(string host, string address)
    {
        await AssertRefusedAsync(host, address, allowPrivate: false);
        Assert.True(OutboundWall.Allows(IPAddress.Parse(address), allowPrivate: true));
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    [MemberData(nameof(Private))]
    public async Task No_spelling_gets_past_by_way_of_a_parsed_URL(string host, string address)
    {
        if (Uri.TryCreate($"http://{host}/v1", UriKind.Absolute, out var uri))
        {
            await AssertRefusedAsync(uri.IdnHost, address, allowPrivate: false);
        }
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.0.1.0")]
    [InlineData("169.253.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::200e")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2002:808:808::1")]
    [InlineData("::ffff:8.8.8.8")]
    public void An_address_on_the_internet_is_allowed(string address) =>
        Assert.True(OutboundWall.Allows(IPAddress.Parse(address), allowPrivate: false));

    [Fact]
    public void An_IPv6_address_is_never_safer_than_the_IPv4_address_inside_it() =>
        Prop.ForAll<uint>(value =>
        {
            var bytes = BitConverter.GetBytes(value);
            var inner = new IPAddress(bytes);
            var group = Convert.ToHexString(bytes);
            string[] carriers =
            [
                $"::ffff:{group[..4]}:{group[4..]}", $"64:ff9b::{group[..4]}:{group[4..]}",
                $"2002:{group[..4]}:{group[4..]}::1", $"2001:0:{group[..4]}:{group[4..]}::ffff",
            ];
            return carriers.All(c => AddressKinds.Of(IPAddress.Parse(c)) >= AddressKinds.Of(inner));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task An_allowed_private_address_is_connected_to()
    {
        using var listener = Listen();
        await using var stream = await Wall().ConnectAsync(new DnsEndPoint("127.0.0.1", Port(listener)), allowPrivate: true, Stop);
        using var accepted = await listener.AcceptSocketAsync(Stop);
        await stream.WriteAsync("hello"u8.ToArray(), Stop);
        var bytes = new byte[5];
        await accepted.ReceiveAsync(bytes, Stop);
        Assert.Equal("hello"u8, bytes);
    }

    [Fact]
    public async Task A_refused_address_sees_no_connection()
    {
        using var listener = Listen();
        await Assert.ThrowsAsync<OutboundRefusedException>(
            () => Wall().ConnectAsync(new DnsEndPoint("127.0.0.1", Port(listener)), allowPrivate: false, Stop));
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task One_bad_address_among_good_ones_refuses_the_host()
    {
        using var listener = Listen();
        var wall = Wall(Resolver("127.0.0.1", "169.254.169.254"));
        await Assert.ThrowsAsync<OutboundRefusedException>(
            () => wall.ConnectAsync(new DnsEndPoint("two.test", Port(listener)), allowPrivate: true, Stop));
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_name_that_moves_between_check_and_connect_is_resolved_only_once()
    {
        using var listener = Listen();
        var asked = 0;
        var wall = Wall((_, _) => Task.FromResult(new[] { IPAddress.Parse(++asked == 1 ? "127.0.0.1" : "169.254.169.254") }));
        await using var stream = await wall.ConnectAsync(new DnsEndPoint("moves.test", Port(listener)), allowPrivate: true, Stop);
        Assert.Equal(1, asked);
        await Assert.ThrowsAsync<OutboundRefusedException>(
            () => wall.ConnectAsync(new DnsEndPoint("moves.test", Port(listener)), allowPrivate: true, Stop));
    }

    [Fact]
    public async Task When_the_first_address_does_not_answer_the_next_one_is_tried()
    {
        using var listener = Listen();
        await using var stream = await Wall(Resolver("127.0.0.9", "127.0.0.1"))
            .ConnectAsync(new DnsEndPoint("two.test", Port(listener)), allowPrivate: true, Stop);
        using var accepted = await listener.AcceptSocketAsync(Stop);
        Assert.True(accepted.Connected);
    }

    [Fact]
    public async Task When_no_address_answers_the_socket_says_why()
    {
        var listener = Listen();
        var port = Port(listener);
        listener.Dispose();
        var refused = await Assert.ThrowsAsync<SocketException>(
            () => Wall().ConnectAsync(new DnsEndPoint("127.0.0.1", port), allowPrivate: true, Stop));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task A_name_without_an_address_is_not_found()
    {
        var refused = await Assert.ThrowsAsync<SocketException>(
            () => Wall(Resolver()).ConnectAsync(new DnsEndPoint("nothing.test", 80), allowPrivate: true, Stop));
        Assert.Equal(SocketError.HostNotFound, refused.SocketErrorCode);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.2")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::1")]
    public async Task Our_own_port_on_this_machine_is_refused_so_that_nothing_goes_round_in_a_circle(string host)
    {
        using var listener = Listen();
        var wall = new OutboundWall(() => [Port(listener)]);
        var refusal = await Assert.ThrowsAsync<OutboundRefusedException>(
            () => wall.ConnectAsync(new DnsEndPoint(host, Port(listener)), allowPrivate: true, Stop));
        Assert.Contains("this program itself", refusal.Message, StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_refusal_says_what_to_do()
    {
        var refusal = await Assert.ThrowsAsync<OutboundRefusedException>(
            () => Wall(Resolver("192.168.1.7")).ConnectAsync(new DnsEndPoint("gpu.test", 11434), allowPrivate: false, Stop));
        Assert.Equal(
            "The upstream host 'gpu.test' (192.168.1.7) is a private address. If it is meant, allow private addresses for this upstream "
            + "(in the dashboard, or UPSTREAM_<NAME>_ALLOW_PRIVATE=true).",
            refusal.Message);
    }

    private static async Task AssertRefusedAsync(string host, string address, bool allowPrivate) =>
        await Assert.ThrowsAsync<OutboundRefusedException>(
            () => Wall(Resolver(address)).ConnectAsync(new DnsEndPoint(host, 80), allowPrivate, Stop));

    private static OutboundWall Wall() => Wall((host, _) => throw new InvalidOperationException($"nobody should ask for {host}"));

    private static OutboundWall Wall(Func<string, CancellationToken, Task<IPAddress[]>> resolve) => new(() => [], resolve);

    private static Func<string, CancellationToken, Task<IPAddress[]>> Resolver(params string[] addresses) =>
        (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
