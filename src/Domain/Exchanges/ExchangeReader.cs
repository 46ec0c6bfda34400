namespace Observability.Domain.Exchanges;

/// <summary>Turns wire truth into rows: chooses the format, reads, labels, times. Pure; run again to read again.</summary>
public static class ExchangeReader
{
    /// <summary>The rows of <paramref name="captured"/>. Never throws: what cannot be understood leaves an opaque row with its bytes.</summary>
    public static ExchangeRecord Read(CapturedExchange captured) => throw new InvalidOperationException("being built");
}
