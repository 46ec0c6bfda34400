namespace Observability.Standalone;

/// <summary>An option or environment variable is wrong. The message is the sentence shown; the exit code is 2.</summary>
public sealed class BadSettingException(string message) : Exception(message);
