namespace Observability.Dashboard.Bodies;

/// <summary>The caller may see what exchanges came to, and asked for what was said in them.</summary>
/// <param name="message">Why, in a sentence for the reader.</param>
public sealed class BodiesWithheldException(string message) : UnauthorizedAccessException(message);
