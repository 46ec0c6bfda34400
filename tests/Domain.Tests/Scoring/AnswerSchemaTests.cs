using System.Text.Json;
using Observability.Domain.Scoring;

namespace Observability.Domain.Tests.Scoring;

/// <summary>What schemas say of values, and which schemas are refused.</summary>
public sealed class AnswerSchemaTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "1.0", "1.5")]
    [InlineData("""{"type":["string","null"]}""", "null", "1")]
    [InlineData("""{"enum":[1,{"a":[2]}]}""", """{"a":[2.0]}""", "2")]
    [InlineData("""{"const":{"a":1,"b":2}}""", """{"b":2,"a":1}""", """{"a":1}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""", """{"a":"x"}""", """{"a":"x","b":1}""")]
    [InlineData("""{"patternProperties":{"^x":{"type":"number"}},"additionalProperties":false}""", """{"x1":1}""", """{"y":1}""")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":{"type":"number"}}""", """["a",1,2]""", """["a",1,"b"]""")]
    [InlineData("""{"contains":{"const":1},"minContains":2,"maxContains":3}""", "[1,2,1]", "[1,2]")]
    [InlineData("""{"uniqueItems":true}""", "[1,2]", "[1,1.0]")]
    [InlineData("""{"minimum":1,"exclusiveMaximum":2}""", "1", "2")]
    [InlineData("""{"multipleOf":0.1}""", "0.3", "0.35")]
    [InlineData("""{"minLength":2}""", "\"好好\"", "\"😀\"")]
    [InlineData("""{"oneOf":[{"type":"number"},{"minimum":5}]}""", "3", "7")]
    [InlineData("""{"anyOf":[{"type":"string"},{"minimum":5}]}""", "7", "3")]
    [InlineData("""{"not":{"type":"string"}}""", "1", "\"a\"")]
    [InlineData("""{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}""", """{"a":1,"b":1}""", """{"a":1,"c":1}""")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"c":1}""", """{"a":1}""")]
    [InlineData("""{"propertyNames":{"maxLength":2}}""", """{"ab":1}""", """{"abc":1}""")]
    [InlineData("""{"$ref":"#/$defs/a~1b","$defs":{"a/b":{"type":"string"}}}""", "\"x\"", "1")]
    [InlineData("""{"type":"object","properties":{"child":{"$ref":"#"}},"additionalProperties":false}""", """{"child":{"child":{}}}""", """{"child":{"other":1}}""")]
    public void One_value_fits_and_another_does_not(string schema, string fits, string fails)
    {
        var (read, fault) = AnswerSchema.Parse(schema);
        Assert.Null(fault);
        Assert.Equal(new SchemaVerdict(null, false), read!.Check(Json(fits)));
        Assert.NotNull(read.Check(Json(fails)).Fault);
    }

    [Fact]
    public void A_fault_names_the_place() => Assert.Equal(
        "/people/1/age is not of type integer.",
        AnswerSchema.Parse("""{"properties":{"people":{"items":{"properties":{"age":{"type":"integer"}}}}}}""").Schema!
            .Check(Json("""{"people":[{"age":1},{"age":"old"}]}""")).Fault);

    [Theory]
    [InlineData("""{"$ref":"https://example.com/schema.json"}""", "nothing is fetched")]
    [InlineData("""{"$ref":"#/$defs/gone"}""", "nothing at")]
    [InlineData("""{"requierd":["a"]}""", "'requierd'")]
    [InlineData("""{"properties":{"a":{"unevaluatedProperties":false}}}""", "'unevaluatedProperties'")]
    [InlineData("""{"pattern":"(?=a)b"}""", "bounded time")]
    [InlineData("""{"type":"text"}""", "'type' must be")]
    [InlineData("""{"items":[{"type":"string"}]}""", "must be an object, true or false")]
    [InlineData("""{"minLength":-1}""", "whole number")]
    [InlineData("nonsense", "not JSON")]
    public void What_is_not_checked_is_refused_rather_than_left_out(string schema, string says)
    {
        var (read, fault) = AnswerSchema.Parse(schema);
        Assert.Null(read);
        Assert.Contains(says, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""", "1")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"},{"$ref":"#/$defs/b"}]},"b":{"anyOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}]}}}""", "1")]
    public void A_schema_that_goes_round_in_circles_gives_no_verdict(string schema, string value) =>
        Assert.Equal(new SchemaVerdict(null, true), AnswerSchema.Parse(schema).Schema!.Check(Json(value)));

    [Fact]
    public void Ten_thousand_items_that_must_differ_do_not_cost_a_minute()
    {
        var verdict = AnswerSchema.Parse("""{"uniqueItems":true}""").Schema!.Check(JsonSerializer.SerializeToElement(Enumerable.Range(0, 10_000)));
        Assert.Equal(new SchemaVerdict(null, true), verdict);
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
