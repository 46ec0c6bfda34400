namespace Observability.Standalone;

/// <summary>Something is in the way of a start. The message is the sentence shown: what it is, the value seen, and what to do.</summary>
public sealed class CannotStartException(string message) : Exception(message);
