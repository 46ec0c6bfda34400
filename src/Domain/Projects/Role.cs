namespace Observability.Domain.Projects;

/// <summary>What somebody is in a project; each may do what those before it may.</summary>
public enum Role
{
    /// <summary>Looks at it.</summary>
    Viewer,

    /// <summary>Works with it: rates, comments, replays, tries prompts, runs experiments. Calls cost money.</summary>
    Member,

    /// <summary>Sets it up: keys, upstreams, prices, members.</summary>
    Admin,

    /// <summary>It is theirs: renames and deletes it, makes and unmakes owners. A project always has one.</summary>
    Owner,
}
