namespace Observability.Domain.Scoring;

/// <summary>Student's t distribution.</summary>
/// <remarks>Its tail is half the regularised incomplete beta function I(ν/(ν+t²); ν/2, 1/2), by Lentz's continued fraction (DLMF 8.17.22).</remarks>
internal static class StudentT
{
    /// <summary>The t below which a value lies with probability <paramref name="p"/>, 0.5 to 1.</summary>
    public static double Quantile(double p, int degrees)
    {
        // The tail falls with t, so halving the interval finds it; 200 halvings are more than a double can tell apart.
        var (low, high) = (0.0, 1.0);
        while (Cumulative(high, degrees) < p)
        {
            high *= 2;
        }

        for (var i = 0; i < 200; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Cumulative(middle, degrees) < p ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The probability of a value below <paramref name="t"/>, which is not negative.</summary>
    public static double Cumulative(double t, int degrees) => 1 - (Beta(degrees / (degrees + (t * t)), degrees / 2.0, 0.5) / 2);

    private static double Beta(double x, double a, double b)
    {
        if (x is <= 0 or >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x)));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(x, a, b) / a : 1 - (front * Fraction(1 - x, b, a) / b);
    }

    private static double Fraction(double x, double a, double b)
    {
        const double Tiny = 1e-300;
        var c = 1.0;
        var d = 1 / NotZero(1 - ((a + b) * x / (a + 1)));
        var sum = d;
        for (var m = 1; m <= 500; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            sum *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            sum *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
            {
                break;
            }
        }

        return sum;

        static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }

    // Lanczos, g = 7, n = 9: right to 15 digits for what is positive.
    private static double LogGamma(double x)
    {
        ReadOnlySpan<double> weights =
        [
            0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
            -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
        ];
        if (x < 0.5)
        {
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        }

        x -= 1;
        var sum = weights[0];
        for (var i = 1; i < weights.Length; i++)
        {
            sum += weights[i] / (x + i);
        }

        var t = x + 7.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}
