using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Tests.Views;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null],"c":{},"d":[ ]}""", "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ],\n  \"c\": {},\n  \"d\": []\n}")]
    [InlineData("""{"t":"cut \ud83d","n":12345678901234567890123,"x":NaN}""", "{\n  \"t\": \"cut \\ud83d\",\n  \"n\": 12345678901234567890123,\n  \"x\": NaN\n}")]
    [InlineData("""{"a":"not finis""", "{\n  \"a\": \"not finis")]
    public void Json_is_laid_out_and_no_token_of_it_changes(string json, string laidOut) => Assert.Equal(laidOut, JsonText.Indent(json));

    [Fact]
    public void Runs_of_colour_join_to_the_whole_text()
    {
        const string Json = "{\n  \"key\": \"te\\\"xt\",\n  \"n\": -1.5e3,\n  \"b\": true\n}";

        var runs = JsonText.Runs(Json).ToList();

        Assert.Equal(Json, string.Concat(runs.Select(r => r.Text)));
        Assert.Equal(["\"key\"", "\"n\"", "\"b\""], runs.Where(r => r.Token == JsonToken.Key).Select(r => r.Text));
        Assert.Equal(["-1.5e3", "true"], runs.Where(r => r.Token == JsonToken.Number).Select(r => r.Text));
    }

    [Fact]
    public void A_million_open_brackets_do_not_take_the_page_down()
    {
        var text = JsonText.Indent(new string('[', 100_000));

        Assert.Equal(100_000, text.Count(c => c == '['));
    }
}
