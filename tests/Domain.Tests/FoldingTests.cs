using Observability.Testing;

namespace Observability.Domain.Tests;

/// <summary>Capitals and small letters are alike in memory as they are in PostgreSQL.</summary>
public sealed class FoldingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_character_has_the_small_letter_that_PostgreSQL_gives_it()
    {
        await using var database = await TestDatabase.CreateAsync(Ct);
        await using var command = database.DataSource.CreateCommand("select c, lower(chr(c)) from generate_series(1, 1114111) c where c not between 55296 and 57343");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var different = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            var (value, small) = (reader.GetInt32(0), reader.GetString(1));
            if (Folding.Of(char.ConvertFromUtf32(value)) != small && !Folding.IsYoung(value))
            {
                different.Add($"U+{value:X4}: {small}");
            }
        }

        Assert.Empty(different);
    }

    [Fact]
    public void Folding_twice_changes_nothing_more_and_halves_of_characters_stay()
    {
        const string Text = "İstanbul ẞ \u212A 𐐀 \ud801 \udc00 Σ";
        Assert.Equal("istanbul ß k 𐐨 \ud801 \udc00 σ", Folding.Of(Text));
        Assert.Equal(Folding.Of(Text), Folding.Of(Folding.Of(Text)));
    }
}
