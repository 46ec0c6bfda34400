namespace Observability.Dashboard.SignIn;

/// <summary>Why a password is not taken.</summary>
public enum PasswordFault
{
    /// <summary>The password until now was wrong, or guessed at too often.</summary>
    NotYours,

    /// <summary>Shorter than <see cref="Passwords.ShortestLength"/> characters.</summary>
    TooShort,

    /// <summary>Longer than <see cref="Passwords.LongestLength"/> characters.</summary>
    TooLong,

    /// <summary>Made of what everybody tries first.</summary>
    Common,
}
