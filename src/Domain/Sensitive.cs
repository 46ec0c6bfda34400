namespace Observability.Domain;

/// <summary>A value that must not be printed: its text is <c>[redacted]</c> wherever it lands. Take the value out where it is used, nowhere else.</summary>
/// <param name="Value">The secret itself.</param>
public readonly record struct Sensitive<T>(T Value)
{
    /// <summary>Always <c>[redacted]</c>.</summary>
    public override string ToString() => "[redacted]";
}
