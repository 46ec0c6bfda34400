namespace Observability.Domain.Upstreams;

/// <summary>The wall refused to connect.</summary>
/// <remarks>The message is a sentence for logs and admins. It names the address a host resolved to: a producer gets a shorter one.</remarks>
/// <param name="message">What was refused, why, and what to do when it was meant.</param>
public sealed class OutboundRefusedException(string message) : Exception(message);
