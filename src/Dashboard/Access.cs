namespace Observability.Dashboard;

/// <summary>How much a caller may do; each level includes those before it.</summary>
public enum Access
{
    /// <summary>See exchanges, keys and upstreams; never a secret.</summary>
    Read,

    /// <summary>Change keys, upstreams and settings.</summary>
    Admin,
}
