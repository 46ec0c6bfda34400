namespace Observability.Testing.FakeProvider;

/// <summary>Embeddings that mean nothing but are the same for the same text, and of length 1.</summary>
internal static class Vectors
{
    public static float[] Of(string text, int dimensions)
    {
        var seed = 17;
        foreach (var c in text)
        {
            seed = unchecked((seed * 31) + c);
        }

        var dice = new Random(seed);
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i++)
        {
            vector[i] = (float)((dice.NextDouble() * 2) - 1);
        }

        var length = MathF.Sqrt(vector.Sum(x => x * x));
        return [.. vector.Select(x => x / length)];
    }
}
