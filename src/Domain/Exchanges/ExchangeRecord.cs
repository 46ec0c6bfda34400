namespace Observability.Domain.Exchanges;

/// <summary>The three rows one captured exchange becomes.</summary>
/// <param name="Row">The narrow row.</param>
/// <param name="Bodies">Its bytes.</param>
/// <param name="Texts">Its words.</param>
public sealed record ExchangeRecord(Exchange Row, ExchangeBodies Bodies, ExchangeTexts Texts);
