using Observability.Domain.Datasets;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Datasets;

/// <summary>What a conversation comes to as inputs.</summary>
public sealed class AskedInputsTests
{
    [Fact]
    public void The_last_thing_a_user_says_is_the_input_and_the_rest_is_named_by_who_said_it() => Assert.Equal(
        "system=S|user=1|assistant=2|user_2=3|tool=T|input=4|assistant_2=5",
        Words(("developer", "S"), ("user", "1"), ("model", "2"), ("human", "3"), ("tool", "T"), ("assistant", ""), ("user", "4"), ("assistant", "5")));

    [Fact]
    public void Names_never_meet_however_roles_are_spelled() => Assert.Equal(
        "user=1|user_2=2|user_2_2=3|input_2=4|input=5",
        Words(("user", "1"), ("user", "2"), ("user_2", "3"), ("input", "4"), ("user", "5")));

    [Fact]
    public void Of_a_long_conversation_the_beginning_is_left_out_but_not_what_the_system_says()
    {
        var inputs = AskedInputs.Of([Says("system", "S"), .. Enumerable.Range(0, 500).Select(i => Says(i % 2 == 0 ? "user" : "assistant", $"{i}"))]);

        Assert.Equal(AskedInputs.Most, inputs.Count);
        Assert.Equal(("system", "401", "498", "499"), (inputs[0].Key, inputs[1].Value, inputs.Single(i => i.Key == "input").Value, inputs[^1].Value));
    }

    [Fact]
    public void Inputs_keep_their_order_and_what_a_database_cannot_hold_is_shown_instead()
    {
        var json = RowInputs.Write([new("b", "1"), new("a", "x\0\ud800"), new("b", "2")]);

        Assert.Equal([new("b", "2"), new("a", "x\u2400\uFFFD")], RowInputs.Read(json));
    }

    private static string Words(params (string Role, string Text)[] said) => string.Join('|', AskedInputs.Of(said.Select(s => Says(s.Role, s.Text))).Select(i => $"{i.Key}={i.Value}"));

    private static Message Says(string role, string text) => new(role, text.Length == 0 ? [] : [new TextPart(text)]);
}
