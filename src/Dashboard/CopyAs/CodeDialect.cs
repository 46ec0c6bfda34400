namespace Observability.Dashboard.CopyAs;

/// <summary>The languages that values are printed in.</summary>
internal enum CodeDialect
{
    /// <summary>JSON.</summary>
    Json,

    /// <summary>JSON for a .http file, where two braces in a row begin a variable.</summary>
    Http,

    /// <summary>JavaScript.</summary>
    JavaScript,

    /// <summary>Python.</summary>
    Python,

    /// <summary>C#.</summary>
    CSharp,
}
