namespace Observability.Testing.OpenWebUI;

/// <summary>Open WebUI could not read an answer: its user sees an empty message, a message that is lost, or nothing at all.</summary>
/// <param name="message">What it was.</param>
public sealed class OpenWebUIException(string message) : Exception(message);
