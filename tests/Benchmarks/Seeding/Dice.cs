using System.Buffers.Binary;

namespace Observability.Benchmarks.Seeding;

/// <summary>Chance that falls the same way again for the same number.</summary>
internal sealed class Dice(int seed)
{
    // Of a given seed .NET promises the same numbers for ever.
    private readonly Random _random = new(seed);

    /// <summary>From 0 to below 1.</summary>
    public double Share() => _random.NextDouble();

    /// <summary>True in this share of all throws.</summary>
    public bool Falls(double share) => _random.NextDouble() < share;

    /// <summary>From 0 to below <paramref name="count"/>.</summary>
    public int Below(int count) => _random.Next(count);

    /// <summary>One of them, each as likely.</summary>
    public T OneOf<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>Log-normal: half of all throws are below the median, and the logarithm spreads by <paramref name="sigma"/>.</summary>
    public double LogNormal(double median, double sigma) => median * Math.Exp(sigma * Normal());

    /// <summary>Log-normal and whole, between two bounds.</summary>
    public long LogNormal(double median, double sigma, long least, long most) =>
        (long)Math.Clamp(LogNormal(median, sigma), least, most);

    /// <summary>A UUIDv7 of a moment.</summary>
    public Guid Id(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (at.ToUnixTimeMilliseconds() << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    // Box and Muller.
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
