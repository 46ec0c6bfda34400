using MediatR;
using Observability.Domain;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Keys;

/// <summary>Makes a key. Its text is in the answer and nowhere else.</summary>
/// <param name="Name">Name for people, 1 to 100 characters.</param>
/// <param name="Kind">What it may do.</param>
/// <param name="ExpiresAt">When it stops working; null = never.</param>
[Requires(Access.Admin)]
public sealed record CreateKey(string Name, KeyKind Kind, DateTimeOffset? ExpiresAt) : IRequest<CreatedKey>;

/// <summary>A new key.</summary>
/// <param name="Summary">What is stored.</param>
/// <param name="Text">The key itself: show it once.</param>
public sealed record CreatedKey(KeySummary Summary, Sensitive<string> Text);
