using System.Reflection;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>The duties of every format there is and will be; it is found by reflection and needs nothing but recordings.</summary>
public sealed class FormatContractTests
{
    public static TheoryData<string> Names => [.. ProviderFormats.All.Select(f => f.Name)];

    public static TheoryData<string> Streaming => [.. Recording.All().Where(r => r.Case == "stream").Select(r => r.Format)];

    [Fact]
    public void Names_are_lower_case_and_unique_and_start_with_their_family()
    {
        Assert.Equal(ProviderFormats.All.Count, ProviderFormats.All.Select(f => f.Name).Distinct().Count());
        Assert.All(ProviderFormats.All, f => Assert.Matches("^[a-z]+\\.[a-z]+$", f.Name));
        Assert.All(ProviderFormats.All, f => Assert.StartsWith(f.Family + ".", f.Name, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Names))]
    public void Formats_are_sealed_and_remember_nothing(string name)
    {
        var type = Named(name).GetType();
        Assert.True(type.IsSealed);
        Assert.Empty(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic));
    }

    [Theory, MemberData(nameof(Names))]
    public void Formats_match_their_own_recordings(string name)
    {
        var recordings = Recording.Of(Named(name));
        Assert.NotEmpty(recordings);
        Assert.All(recordings, r => Assert.Equal(name, ProviderFormats.Select(Named(name).Family, r.Exchange)?.Name));
    }

    [Theory, MemberData(nameof(Names))]
    public void Recordings_are_read_as_written_beside_them(string name)
    {
        var written = new List<string>();
        foreach (var recording in Recording.Of(Named(name)))
        {
            var file = Path.Combine(recording.Folder, "reading.json");
            var text = ReadingText.Of(recording.Read());
            if (!File.Exists(file))
            {
                File.WriteAllText(file, text);
                written.Add($"{name}/{recording.Case}");
            }

            Assert.Equal(File.ReadAllText(file), text);
        }

        Assert.True(written.Count == 0, $"reading.json was missing and has been written: check it and run again ({string.Join(", ", written)}).");
    }

    [Theory, MemberData(nameof(Streaming))]
    public void A_stream_and_its_plain_twin_say_the_same(string name)
    {
        var recordings = Recording.Of(Named(name)).ToDictionary(r => r.Case);
        var (plain, stream) = (recordings["plain"].Read(), recordings["stream"].Read());
        Assert.NotNull(plain.Usage);
        Assert.Equal(plain.Usage, stream.Usage);
        Assert.Equal(plain.Output.Select(m => m.Text), stream.Output.Select(m => m.Text));
        Assert.Equal((plain.FinishReason, plain.ModelServed, plain.Complete), (stream.FinishReason, stream.ModelServed, stream.Complete));
        Assert.Equal((false, true), (plain.Stream, stream.Stream));
        Assert.Null(plain.FirstTokenOffset);
        Assert.NotNull(stream.FirstTokenOffset);
    }

    [Theory, MemberData(nameof(Names))]
    public void Any_prefix_is_read_without_an_exception(string name)
    {
        foreach (var recording in Recording.Of(Named(name)))
        {
            var wire = recording.Exchange;
            for (var length = 0; length < wire.ResponseBody.Length; length++)
            {
                var reading = Named(name).Read(wire with { ResponseBody = wire.ResponseBody[..length] });
                AssertOffsetsInside(reading, length);
            }

            for (var length = 0; length < wire.RequestBody.Length; length++)
            {
                _ = Named(name).Read(wire with { RequestBody = wire.RequestBody[..length], ResponseBody = default });
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Any_corrupted_byte_is_read_without_an_exception(string name)
    {
        // Bytes that mean something in JSON or in a stream, and one that is never valid UTF-8.
        byte[] replacements = [0x00, 0xFF, (byte)'"', (byte)'\\', (byte)'{', (byte)'}', (byte)'[', (byte)'\n', (byte)'9', (byte)'n'];
        foreach (var recording in Recording.Of(Named(name)))
        {
            var wire = recording.Exchange;
            foreach (var (body, read) in new (byte[], Func<byte[], Reading>)[]
            {
                (wire.ResponseBody.ToArray(), b => Named(name).Read(wire with { ResponseBody = b })),
                (wire.RequestBody.ToArray(), b => Named(name).Read(wire with { RequestBody = b, ResponseBody = default })),
            })
            {
                for (var i = 0; i < body.Length; i++)
                {
                    var original = body[i];
                    body[i] = replacements[i % replacements.Length];
                    AssertOffsetsInside(read(body), wire.ResponseBody.Length);
                    body[i] = original;
                }
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_recording_of_any_other_format_is_read_without_an_exception(string name)
    {
        foreach (var recording in Recording.All())
        {
            AssertOffsetsInside(Named(name).Read(recording.Exchange), recording.Exchange.ResponseBody.Length);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Usage_that_was_not_given_is_null(string name)
    {
        var wire = Recording.Of(Named(name))[0].Exchange;
        foreach (var body in new[] { "", "{}", "null", "[]", "{\"usage\":null}", "{\"usage\":{}}", "data: {}\n\n", "{\"done\":true}\n" })
        {
            Assert.Null(Named(name).Read(wire with { ResponseBody = System.Text.Encoding.UTF8.GetBytes(body) }).Usage);
        }
    }

    private static void AssertOffsetsInside(Reading reading, int length)
    {
        Assert.True(reading.FirstTokenOffset is null == reading.LastTokenOffset is null);
        Assert.True((reading.FirstTokenOffset ?? 0) <= (reading.LastTokenOffset ?? 0));
        Assert.InRange(reading.FirstTokenOffset ?? 0, 0, Math.Max(0, length - 1));
        Assert.InRange(reading.LastTokenOffset ?? 0, 0, Math.Max(0, length - 1));
    }

    private static ProviderFormat Named(string name) => ProviderFormats.All.Single(f => f.Name == name);
}
