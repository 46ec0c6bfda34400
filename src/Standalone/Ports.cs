using System.Net;
using System.Net.Sockets;

namespace Observability.Standalone;

/// <summary>Looks whether ports are free before anything is started.</summary>
internal static class Ports
{
    /// <summary>Returns when nobody listens on the port.</summary>
    /// <exception cref="CannotStartException">Somebody does, or we may not listen there.</exception>
    public static void RequireFree(IPAddress address, int port, string option)
    {
        try
        {
            using var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // As Kestrel does: connections of an earlier run that are still being closed are not in the way.
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new CannotStartException($"Port {port} on {address} is taken. Stop what listens there, or choose another with {option}.");
        }
        catch (SocketException e)
        {
            throw new CannotStartException($"Port {port} on {address} cannot be used: {e.Message}. Choose another with {option}, or another address with --bind.");
        }
    }

    /// <summary>A free loopback port: the wanted one if it is free.</summary>
    public static int FreeLoopback(int wanted)
    {
        try
        {
            RequireFree(IPAddress.Loopback, wanted, "");
            return wanted;
        }
        catch (CannotStartException)
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return ((IPEndPoint)listener.LocalEndPoint!).Port;
        }
    }
}
