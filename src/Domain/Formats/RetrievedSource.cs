namespace Observability.Domain.Formats;

/// <summary>A document, page or collection that was retrieved to answer from.</summary>
/// <param name="Id">Its id at the provider; null when not said.</param>
/// <param name="Name">Its name; null when not said.</param>
/// <param name="Kind">What it is, as the provider spells it (<c>file</c>, <c>collection</c>, <c>web_search</c>, …); null when not said.</param>
/// <param name="Url">Its address; null when not said.</param>
/// <param name="Distances">How far each of its passages was from the question, by the provider's measure; empty when not said.</param>
/// <param name="Passages">How many of its passages were given to the model.</param>
/// <param name="Characters">Their length together, UTF-16 characters.</param>
public sealed record RetrievedSource(
    string? Id, string? Name, string? Kind, string? Url, IReadOnlyList<double> Distances, int Passages, long Characters);
