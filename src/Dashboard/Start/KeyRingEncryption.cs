using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Observability.Domain;

namespace Observability.Dashboard.Start;

/// <summary>Seals the key ring of cookies and tokens with the installation's master key: AES-256-GCM under a key of its own.</summary>
internal sealed class KeyRingEncryptor(Sensitive<byte[]> masterKey) : IXmlEncryptor
{
    public const int NonceBytes = 12;
    public const int TagBytes = 16;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var stored = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(stored.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(KeyOf(masterKey), TagBytes);
        aes.Encrypt(stored.AsSpan(0, NonceBytes), plain, stored.AsSpan(NonceBytes + TagBytes), stored.AsSpan(NonceBytes, TagBytes));
        return new(new XElement("masterKeyEncrypted", Convert.ToBase64String(stored)), typeof(KeyRingDecryptor));
    }

    public static byte[] KeyOf(Sensitive<byte[]> masterKey) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey.Value, 32, info: "observability key ring v1"u8.ToArray());
}

/// <summary>Opens what <see cref="KeyRingEncryptor"/> sealed. Made by the framework from its name in the file, hence the service provider.</summary>
internal sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var stored = Convert.FromBase64String(encryptedElement.Value).AsSpan();
        var plain = new byte[stored.Length - KeyRingEncryptor.NonceBytes - KeyRingEncryptor.TagBytes];
        using var aes = new AesGcm(KeyRingEncryptor.KeyOf(services.GetRequiredService<InstallationKey>().Value), KeyRingEncryptor.TagBytes);
        aes.Decrypt(
            stored[..KeyRingEncryptor.NonceBytes], stored[(KeyRingEncryptor.NonceBytes + KeyRingEncryptor.TagBytes)..],
            stored.Slice(KeyRingEncryptor.NonceBytes, KeyRingEncryptor.TagBytes), plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}

/// <summary>The master key as the container hands it on.</summary>
/// <param name="Value">The key.</param>
internal sealed record InstallationKey(Sensitive<byte[]> Value);
