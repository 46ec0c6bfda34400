namespace Observability.Dashboard.CopyAs;

/// <summary>What the menu calls the forms.</summary>
public static class CopyWords
{
    /// <summary>A form's name.</summary>
    public static string Name(CopyWay way) => way switch
    {
        CopyWay.Curl => "curl",
        CopyWay.Python => "Python",
        CopyWay.JavaScript => "JavaScript",
        CopyWay.CSharp => "C#",
        CopyWay.Http => CopyText.HttpFile,
        CopyWay.Json => CopyText.Json,
        CopyWay.Markdown => CopyText.Markdown,
    };
}
