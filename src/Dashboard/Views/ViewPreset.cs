namespace Observability.Dashboard.Views;

/// <summary>A view that comes with the product: the same for everybody, never stored.</summary>
/// <param name="Id">What the address calls it.</param>
/// <param name="Name">Its name in the reader's language.</param>
/// <param name="Query">The query of the page's address.</param>
public sealed record ViewPreset(string Id, string Name, string Query)
{
    /// <summary>What the address calls no view at all, so that a page without parameters can open with a default.</summary>
    public const string Everything = "all";

    /// <summary>All of them, in the order they are offered, named in the reader's language.</summary>
    public static IReadOnlyList<ViewPreset> All() =>
    [
        Of("errors", ViewsText.Errors, "outcome:failed"),
        Of("slow", ViewsText.Slow, "latency:>10s"),
        Of("dear", ViewsText.Dear, "cost:>1"),
        Of("long", ViewsText.Long, "tokens:>50k"),
        Of("tools-unused", ViewsText.ToolsUnused, "tools_offered:>0 -has:tool_calls"),
        Of("unpriced", ViewsText.Unpriced, "pricing:unpriced"),
        new("running", ViewsText.Running, "running=only"),
        Of("people", ViewsText.NoTasks, "task:none"),
        Of("tasks", ViewsText.Tasks, "task:any"),
    ];

    private static ViewPreset Of(string id, string name, string filter) => new(id, name, "q=" + Uri.EscapeDataString(filter));
}
