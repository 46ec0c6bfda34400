using Observability.Domain.Exchanges;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Keys;

/// <summary>What a write key is made for, and which alterations it switches on or off beyond what its client brings.</summary>
/// <param name="Client">What it is made for.</param>
/// <param name="On">Done although the client does not bring them.</param>
/// <param name="Off">Not done although the client brings them.</param>
public sealed record KeyHandling(KeyClient Client, Alterations On, Alterations Off)
{
    /// <summary>Any program, nothing switched.</summary>
    public static KeyHandling Default { get; } = new(KeyClient.Any, Alterations.None, Alterations.None);

    /// <summary>What a key can be made for; keys of replays are the program's own.</summary>
    public static IReadOnlyList<KeyClient> Choices { get; } = [KeyClient.Any, KeyClient.OpenWebUI];

    /// <summary>What is done for the key in the end, unless the installation is set to strict bytes.</summary>
    public Alterations Done => KeyAlterations.Of(Client, On, Off);

    /// <summary>The handling as a key stores it.</summary>
    public static KeyHandling Of(KeyClient client, string[] on, string[] off) => new(client, AlterationNames.Parse(on), AlterationNames.Parse(off));

    /// <summary>Whether <paramref name="one"/> is switched on or off; null = as the client brings it.</summary>
    public bool? SwitchOf(Alterations one) => On.HasFlag(one) ? true : Off.HasFlag(one) ? false : null;

    /// <summary>The same with <paramref name="one"/> switched.</summary>
    /// <param name="one">One alteration.</param>
    /// <param name="state">On or off; null = as the client brings it.</param>
    public KeyHandling With(Alterations one, bool? state) => this with
    {
        On = state == true ? On | one : On & ~one,
        Off = state == false ? Off | one : Off & ~one,
    };
}
