namespace Observability.Domain.Exchanges;

/// <summary>The two rows one captured exchange becomes.</summary>
/// <param name="Row">The narrow row.</param>
/// <param name="Bodies">Its bytes.</param>
public sealed record ExchangeRecord(Exchange Row, ExchangeBodies Bodies);
