using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.Bodies;

namespace Observability.Dashboard.Tests.Bodies;

public sealed class JsonBranchTests
{
    [Fact]
    public void The_values_of_an_object_are_told_and_what_is_below_them_only_counted() =>
        Assert.Equal(
            [
                new("a", 0, JsonKind.Literal, "1", 5, 1, 0, false),
                new("b\n", 1, JsonKind.Items, "", 15, 13, 3, false),
                new("c", 2, JsonKind.Members, "", 34, 2, 0, false),
                new("d", 3, JsonKind.Text, "x\"y", 42, 6, 0, false),
            ],
            Read("""{"a":1, "b\n": [1,[2,3],"]"], "c":{}, "d":"x\"y"}""", 7).Nodes);

    [Fact]
    public void A_body_that_was_cut_shows_what_there_is()
    {
        var nodes = Read("""{"done":true,"text":"once upon a""", 4).Nodes;

        Assert.Equal(("done", "true", false), (nodes[0].Name, nodes[0].Value, nodes[0].IsCut));
        Assert.Equal(("text", "once upon a", true), (nodes[1].Name, nodes[1].Value, nodes[1].IsCut));
    }

    [Fact]
    public void A_long_container_goes_on_where_it_stopped()
    {
        var json = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 250))}]");
        var first = new JsonBranchReader(0, 100);
        first.Add(json);
        var second = new JsonBranchReader(first.Next!, 100);
        second.Add(json.AsSpan((int)first.Next!.Offset));
        var third = new JsonBranchReader(second.Next!, 100);
        third.Add(json.AsSpan((int)second.Next!.Offset));

        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"{i}:{i}"), first.Nodes.Concat(second.Nodes).Concat(third.Nodes).Select(n => $"{n.Index}:{n.Value}"));
        Assert.Null(third.Next);
    }

    [Fact]
    public void A_string_of_megabytes_is_kept_only_at_its_beginning()
    {
        var node = Assert.Single(Read($$"""{"data":"{{new string('x', 3_000_000)}}"}""", 8192).Nodes);

        Assert.True(node.IsCut);
        Assert.Equal(3_000_002, node.Length);
        Assert.InRange(node.Value.Length, 2000, 2048);
    }

    [Fact]
    public void A_million_open_brackets_are_one_value() => Assert.Equal(1_000_000, Assert.Single(Read("[" + new string('[', 1_000_000), 4096).Nodes).Length);

    // Any JSON in pieces of any length: the names, values and places are those its own reader finds.
    [Fact]
    public void However_the_bytes_come_the_values_are_those_of_the_document()
    {
        var text = Gen.Elements("a", "\"", "\\", "\n", "é", "日", "😀", "{", "]", ",", ":").ArrayOf().Select(string.Concat);
        var leaf = Gen.OneOf(text.Select(t => JsonSerializer.Serialize(t)), Gen.Elements("1", "-2.5e3", "true", "null", "[]", "{}", "[ ]"));
        var inner = Gen.OneOf(leaf, leaf.ArrayOf().Select(v => $"[{string.Join(", ", v)}]"), leaf.Select(v => $$"""{"k": {{v}} , "l":[{{v}}]}"""));
        var document = Gen.Zip(text, inner).ArrayOf().Select(p => $" {{{string.Join(" ,", p.Select(m => $"{JsonSerializer.Serialize(m.Item1)} : {m.Item2}"))}}} ");
        Prop.ForAll(Gen.Zip(document, Gen.Choose(1, 9)).ToArbitrary(), given =>
        {
            var (json, step) = given;
            using var whole = JsonDocument.Parse(json);
            var wanted = whole.RootElement.EnumerateObject().Select(p => (p.Name, Shown(p.Value), p.Value.GetRawText())).ToList();
            var bytes = Encoding.UTF8.GetBytes(json);
            var found = Read(json, step).Nodes.Select(n => (n.Name!, n.IsContainer ? $"{n.Kind} {n.Items}" : n.Value, Encoding.UTF8.GetString(bytes.AsSpan((int)n.Offset, (int)n.Length)))).ToList();
            return wanted.SequenceEqual(found);
        }).QuickCheckThrowOnFailure();
    }

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"Members {value.EnumerateObject().Count()}",
        JsonValueKind.Array => $"Items {value.GetArrayLength()}",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static JsonBranchReader Read(string json, int step)
    {
        var reader = new JsonBranchReader(0, 1000);
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var at = 0; at < bytes.Length; at += step)
        {
            reader.Add(bytes.AsSpan(at, Math.Min(step, bytes.Length - at)));
        }

        reader.End();
        return reader;
    }
}
