using System.ComponentModel.DataAnnotations;

namespace Observability.Dashboard.SignIn;

/// <summary>How many pages may be open, and for how long the server remembers one whose connection broke.</summary>
public sealed class CircuitsOptions
{
    /// <summary>Pages that one account may have open at once; the next one gets no connection until another is closed.</summary>
    [Range(1, 1000)] public int PerAccount { get; set; } = 25;

    /// <summary>Pages of all accounts together that are remembered while their connection is broken; beyond it the oldest is forgotten.</summary>
    [Range(0, 10_000)] public int Retained { get; set; } = 100;

    /// <summary>How long each is remembered, minutes.</summary>
    [Range(1, 60)] public int RetainedMinutes { get; set; } = 3;

    /// <summary>How long the server waits for a browser's answer to a script, seconds.</summary>
    [Range(1, 600)] public int ScriptSeconds { get; set; } = 60;
}
