namespace Observability.Dashboard;

/// <summary>How much a caller may do; each level includes those before it.</summary>
public enum Access
{
    /// <summary>See exchanges, keys and upstreams; never a secret.</summary>
    Read,

    /// <summary>Say something of exchanges: rate, comment, tag, score. Every account of a project may, of keys only those that change things.</summary>
    Annotate,

    /// <summary>Send requests to upstreams with the credentials stored for them: replay, playground, batches, experiments. It costs money.</summary>
    Replay,

    /// <summary>Change keys, upstreams and settings.</summary>
    Admin,
}
