namespace Observability.Ingest.Proxy;

/// <summary>How much there is room for at a time.</summary>
/// <param name="Calls">By the file handles of the process.</param>
/// <param name="WebSockets">By <see cref="ProxyOptions.MaxWebSockets"/>.</param>
internal sealed record Places(FileHandles Calls, WebSocketPlaces WebSockets);
