namespace Observability.Domain.Redaction;

/// <summary>What a detector looks for.</summary>
public enum SensitiveKind
{
    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A telephone number in one of the usual notations.</summary>
    Phone,

    /// <summary>An international bank account number whose check digits are right.</summary>
    Iban,

    /// <summary>A payment card's number whose check digit is right.</summary>
    Card,

    /// <summary>An IPv4 or IPv6 address that is somebody's.</summary>
    Ip,

    /// <summary>A key, token or private key, known by its shape.</summary>
    Secret,
}
