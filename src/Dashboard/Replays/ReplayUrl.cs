using Microsoft.AspNetCore.WebUtilities;

namespace Observability.Dashboard.Replays;

/// <summary>Where one of several answers comes from.</summary>
/// <param name="Upstream">Name of the upstream.</param>
/// <param name="Model">The model asked for; null = the one the call names, or none.</param>
public sealed record ReplayTarget(string Upstream, string? Model)
{
    /// <summary>Reads <c>upstream/model</c>, where the model may have slashes of its own, or an upstream alone; null when there is no upstream in it.</summary>
    public static ReplayTarget? Parse(string text)
    {
        var slash = text.IndexOf('/');
        return slash < 0 ? (text.Length > 0 ? new(text, null) : null)
            : slash == 0 ? null
            : new(text[..slash], text.Length > slash + 1 ? text[(slash + 1)..] : null);
    }

    /// <inheritdoc/>
    public override string ToString() => Model is null ? Upstream : $"{Upstream}/{Model}";
}

/// <summary>The state of a replay's page that is in its address: which call, and where it is sent. What is typed is not in it.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="To">Where it is sent, each once; empty = where it went.</param>
public sealed record ReplayUrl(Guid Id, IReadOnlyList<ReplayTarget> To)
{
    /// <summary>The page as it opens for a call.</summary>
    public static ReplayUrl Of(Guid id) => new(id, []);

    /// <summary>Reads the query of the page of a call; what is no target is left out.</summary>
    public static ReplayUrl Parse(Guid id, string query) =>
        new(id, QueryHelpers.ParseQuery(query).TryGetValue("to", out var named) ? [.. named.Select(n => ReplayTarget.Parse(n ?? "")).OfType<ReplayTarget>().Distinct()] : []);

    /// <summary>The address.</summary>
    public override string ToString() => $"/replay/{Id}{(To.Count == 0 ? "" : "?" + string.Join('&', To.Select(t => $"to={Uri.EscapeDataString(t.ToString())}")))}";
}
