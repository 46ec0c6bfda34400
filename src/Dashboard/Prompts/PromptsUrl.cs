namespace Observability.Dashboard.Prompts;

/// <summary>Addresses of the pages about prompts.</summary>
public static class PromptsUrl
{
    /// <summary>The list.</summary>
    public static string List(string? search, bool archived) =>
        (string.IsNullOrWhiteSpace(search), archived) switch
        {
            (true, false) => "/prompts",
            (true, true) => "/prompts?archived=true",
            (false, false) => $"/prompts?q={Uri.EscapeDataString(search!.Trim())}",
            (false, true) => $"/prompts?q={Uri.EscapeDataString(search!.Trim())}&archived=true",
        };

    /// <summary>One prompt.</summary>
    public static string Of(string name) => "/prompts/" + Uri.EscapeDataString(name);

    /// <summary>A version of it, where it is another than the latest beside one it is compared with.</summary>
    public static string Of(string name, int? version, int? against)
    {
        string[] terms = [.. version is { } v ? [$"version={v}"] : Array.Empty<string>(), .. against is { } a ? [$"against={a}"] : Array.Empty<string>()];
        return terms.Length == 0 ? Of(name) : $"{Of(name)}?{string.Join('&', terms)}";
    }

    /// <summary>Where the next version is written.</summary>
    public static string Edit(string name, int? version) => $"{Of(name)}/edit{(version is { } v ? $"?version={v}" : "")}";

    /// <summary>Where a prompt is made of what an exchange sent.</summary>
    public static string From(Guid exchange) => $"/prompts/new?from={exchange}";
}
