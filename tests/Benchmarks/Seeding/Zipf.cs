namespace Observability.Benchmarks.Seeding;

/// <summary>Popularity as it is found everywhere: the n-th is 1/n^s as popular as the first.</summary>
internal sealed class Zipf
{
    private readonly double[] _upTo;

    /// <param name="count">How many there are.</param>
    /// <param name="exponent">The s; 0 = all alike.</param>
    public Zipf(int count, double exponent)
    {
        _upTo = new double[count];
        var sum = 0d;
        for (var i = 0; i < count; i++)
        {
            sum += Math.Pow(i + 1, -exponent);
            _upTo[i] = sum;
        }
    }

    /// <summary>One of them, from 0.</summary>
    public int Draw(Dice dice)
    {
        var found = Array.BinarySearch(_upTo, dice.Share() * _upTo[^1]);
        return Math.Min(found < 0 ? ~found : found, _upTo.Length - 1);
    }
}
