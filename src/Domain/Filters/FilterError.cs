namespace Observability.Domain.Filters;

/// <summary>Why a text is no filter.</summary>
/// <param name="Message">What is wrong, where, and what to do; in English.</param>
/// <param name="Column">Where the part that is wrong begins in the text, in UTF-16 characters, 1-based.</param>
/// <param name="Length">How long that part is; 0 where something is missing.</param>
/// <param name="Suggestion">The word that was most likely meant; null when none is near.</param>
public sealed record FilterError(string Message, int Column, int Length, string? Suggestion);
