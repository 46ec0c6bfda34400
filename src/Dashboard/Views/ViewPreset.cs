using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Views;

/// <summary>A view that comes with the product: the same for everybody, never stored.</summary>
/// <param name="Name">Its name in the reader's language.</param>
/// <param name="Query">The query of the page's address, as views keep it.</param>
public sealed record ViewPreset(string Name, string Query)
{
    /// <summary>Address of everything. It says so: an address that says nothing opens with the default view.</summary>
    public const string EverythingHref = "/requests?view=all";

    /// <summary>Address of the page that shows it.</summary>
    public string Href => RequestsUrl.Parse(Query).Url.ToString();

    /// <summary>All of them, in the order they are offered, named in the reader's language.</summary>
    public static IReadOnlyList<ViewPreset> All() =>
    [
        Of(ViewsText.Errors, "outcome:failed"),
        Of(ViewsText.Slow, "latency:>10s"),
        Of(ViewsText.Dear, "cost:>1"),
        Of(ViewsText.Long, "tokens:>50k"),
        Of(ViewsText.ToolsUnused, "tools_offered:>0 -has:tool_calls"),
        Of(ViewsText.Unpriced, "pricing:unpriced"),
        new(ViewsText.Running, "running=only"),
        Of(ViewsText.NoTasks, "task:none"),
        Of(ViewsText.Tasks, "task:any"),
    ];

    private static ViewPreset Of(string name, string filter) => new(name, ViewQuery.Of("q=" + Uri.EscapeDataString(filter)));
}
