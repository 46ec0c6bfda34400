using Observability.Domain.Keys;

namespace Observability.Dashboard.Keys;

/// <summary>What the product says about each kind of key.</summary>
public static class KeyWords
{
    /// <summary>What it may do, in two or three words.</summary>
    public static string May(KeyKind kind) => kind switch
    {
        KeyKind.Write => KeysText.MayWrite,
        KeyKind.Read => KeysText.MayRead,
        KeyKind.Admin => KeysText.MayAdmin,
    };

    /// <summary>Its name on a button.</summary>
    public static string Title(KeyKind kind) => kind switch
    {
        KeyKind.Write => KeysText.Write,
        KeyKind.Read => KeysText.Read,
        KeyKind.Admin => KeysText.Admin,
    };

    /// <summary>What it is for.</summary>
    public static string Purpose(KeyKind kind) => kind switch
    {
        KeyKind.Write => KeysText.WritePurpose,
        KeyKind.Read => KeysText.ReadPurpose,
        KeyKind.Admin => KeysText.AdminPurpose,
    };
}
