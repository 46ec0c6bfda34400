namespace Observability.Domain;

/// <summary>A setting is wrong: the message names it, says what was seen and what to do. Hosts print it and exit.</summary>
public sealed class SettingException(string message) : Exception(message);
