using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.Replays;

namespace Observability.Dashboard.Tests.Replays;

public sealed class JsonMergePatchTests
{
    // RFC 7396, appendix A, as far as document and patch are objects.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void The_examples_of_the_rfc_hold(string json, string patch, string expected) => Assert.Equal(expected, Patched(json, patch));

    [Theory]
    [InlineData("""{"a":1}""", "{ \"x\" : 1.50e+2 ,\n\t\"a\": 2 , \"s\":\"\\u00e9\\/\" }", "{ \"x\" : 1.50e+2 ,\n\t\"a\": 1 , \"s\":\"\\u00e9\\/\" }")]
    [InlineData("""{"a":null}""", "{\n  \"a\": 2,\n  \"b\": 12345678901234567890.0\n}\n", "{\n  \"b\": 12345678901234567890.0\n}\n")]
    [InlineData("""{"b":null}""", "{\n  \"a\": 2,\n  \"b\": 3\n}", "{\n  \"a\": 2\n}")]
    [InlineData("""{"c":{"d":0.10}}""", "{\n  \"a\": 2\n}", "{\n  \"a\": 2,\n  \"c\": {\"d\":0.10}\n}")]
    [InlineData("""{"é":"ü"}""", "  {\"\\u00e9\":1}", "  {\"\\u00e9\":\"ü\"}")]
    [InlineData("""{"a":9}""", """{"a":1,"a":2}""", """{"a":9,"a":9}""")]
    [InlineData("""{}""", "\t{ }\r\n", "\t{ }\r\n")]
    public void What_a_patch_does_not_name_keeps_its_bytes(string patch, string json, string expected) => Assert.Equal(expected, Patched(json, patch));

    [Fact]
    public void Any_patch_gives_what_the_rfc_says() =>
        Prop.ForAll(Objects().Two().ToArbitrary(), pair => JsonNode.DeepEquals(
            JsonNode.Parse(Patched(pair.Item1.ToJsonString(), pair.Item2.ToJsonString())), ByTheBook(pair.Item1, pair.Item2))).QuickCheckThrowOnFailure();

    private static string Patched(string json, string patch)
    {
        using var document = JsonDocument.Parse(patch);
        return Encoding.UTF8.GetString(JsonMergePatch.Apply(Encoding.UTF8.GetBytes(json), document.RootElement));
    }

    // RFC 7396, section 2, word by word.
    private static JsonNode? ByTheBook(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var result = target is JsonObject before ? (JsonObject)before.DeepClone() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                result[name] = ByTheBook(result[name], value);
            }
        }

        return result;
    }

    private static Gen<JsonNode> Objects() => Gen.Sized(size => Value(Math.Min(size, 4)).ListOf().Select(values =>
    {
        var json = new JsonObject();
        foreach (var (value, i) in values.Take(6).Select((v, i) => (v, i)))
        {
            json[$"n{i % 4}"] = value?.DeepClone();
        }

        return (JsonNode)json;
    }));

    private static Gen<JsonNode?> Value(int depth) => depth == 0
        ? Gen.Elements<JsonNode?>(null, JsonValue.Create(1.5m), JsonValue.Create("é\""), JsonValue.Create(true))
        : Gen.OneOf(Value(0), Value(depth - 1).ListOf().Select(v => (JsonNode?)new JsonArray([.. v.Take(3).Select(n => n?.DeepClone())])), Value(depth - 1).ListOf().Select(v =>
        {
            var json = new JsonObject();
            foreach (var (value, i) in v.Take(4).Select((n, i) => (n, i)))
            {
                json[$"n{i}"] = value?.DeepClone();
            }

            return (JsonNode?)json;
        }));
}
