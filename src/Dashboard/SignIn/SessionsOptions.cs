using System.ComponentModel.DataAnnotations;

namespace Observability.Dashboard.SignIn;

/// <summary>How long somebody stays signed in.</summary>
public sealed class SessionsOptions
{
    /// <summary>How long a session may lie unused, hours; then one signs in again. A page that is open and asks for data uses it.</summary>
    [Range(1, 720)] public int IdleHours { get; set; } = 8;

    /// <summary>How long a session lasts however much it is used, days.</summary>
    [Range(1, 90)] public int Days { get; set; } = 7;

    /// <summary>How often an open page asks whether its session still is, seconds: one that was ended shows nothing more after that.</summary>
    [Range(1, 25)] public int CheckSeconds { get; set; } = 20;

    /// <summary><see cref="IdleHours"/>.</summary>
    internal TimeSpan Idle => TimeSpan.FromHours(IdleHours);

    /// <summary><see cref="Days"/>.</summary>
    internal TimeSpan Longest => TimeSpan.FromDays(Days);
}
