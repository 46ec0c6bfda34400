using MediatR;
using Observability.Domain;

namespace Observability.Dashboard.Upstreams;

/// <summary>Adds the project's upstream of this name, or changes it. Saving under a builtin's name makes the project's own, which wins.</summary>
/// <param name="Name">Name in URLs.</param>
/// <param name="BaseUrl">Where it is.</param>
/// <param name="Format">Family of formats it speaks.</param>
/// <param name="AllowPrivate">Whether private addresses may be reached.</param>
/// <param name="Credential">A new credential; null keeps the stored one, unless the origin of the URL changes: then it is dropped.</param>
/// <param name="RemoveCredential">Drop the stored credential.</param>
[Requires(Access.Admin)]
public sealed record SaveUpstream(
    string Name, string BaseUrl, string Format, bool AllowPrivate, Sensitive<string>? Credential, bool RemoveCredential) : IRequest<SavedUpstream>;

/// <summary>What came of it.</summary>
/// <param name="Upstream">As stored now; null when it was refused.</param>
/// <param name="Refusal">A sentence that says what is wrong with which field; null when it was saved.</param>
public sealed record SavedUpstream(UpstreamSummary? Upstream, string? Refusal);
