namespace Observability.Dashboard;

/// <summary>How much a caller may do; each level includes those before it.</summary>
public enum Access
{
    /// <summary>See exchanges, keys and upstreams; never a secret.</summary>
    Read,

    /// <summary>Say something of exchanges: rate, comment, tag, score. Every account of a project may, of keys only those that change things.</summary>
    Annotate,

    /// <summary>Change keys, upstreams and settings.</summary>
    Admin,
}
