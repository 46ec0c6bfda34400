namespace Observability.Dashboard;

/// <summary>How much a caller may do; each level includes those before it. What it may read of prompts and answers is said apart: <see cref="Caller.SeesBodies"/>.</summary>
public enum Access
{
    /// <summary>See exchanges, keys and upstreams; never a secret.</summary>
    Read,

    /// <summary>Say something of exchanges: rate, comment, tag, score. Members of a project may, of keys only those that change things.</summary>
    Annotate,

    /// <summary>Send requests to upstreams with the credentials stored for them: replay, playground, batches, experiments. It costs money.</summary>
    Replay,

    /// <summary>Change keys, upstreams, settings and who is a member.</summary>
    Admin,

    /// <summary>Rename and delete the project, make and unmake owners. No key has it: it takes a person.</summary>
    Owner,
}
