using System.IO.Compression;
using System.Text;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Bodies;
using Observability.Dashboard.CopyAs;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Tests.Bodies;

/// <summary>Bodies of any size, stored as the writer stores them, read as the panel reads them.</summary>
public sealed class BodyMessagesTests : IAsyncLifetime
{
    private DashboardHost _host = null!;
    private Guid _project;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        _project = (await db.Projects.SingleAsync(Ct)).Id;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_long_body_is_read_searched_and_unfolded_in_pieces_however_it_is_coded(string coding)
    {
        var json = Conversation(4000);
        var body = Encoding.UTF8.GetBytes(json);
        var place = await StoreAsync(Coded(body, coding), "{}"u8.ToArray(), coding);

        var facts = (await AskAsync(new LookAtBody(place)))!;
        Assert.Equal((BodyKind.Json, (long)body.Length, true, coding.Length == 0 ? null : coding), (facts.Kind, facts.Length, facts.IsWhole, facts.Coding));

        var text = new StringBuilder();
        for (var i = 0L; i < ReadPiece.PiecesIn(facts.Length); i++)
        {
            text.Append((await AskAsync(new ReadPiece(place, i))).Text);
        }

        Assert.Equal(json, text.ToString());

        var found = await AskAsync(new FindInBody(place, "MESSAGE 3999 日", 0));
        Assert.Equal((1, Encoding.UTF8.GetByteCount(json.AsSpan(0, json.IndexOf("Message 3999", StringComparison.Ordinal))), null), (found.Count, (int)found.Here!.Offset, found.SearchedTo));

        var top = await AskAsync(new JsonBranch(place, 0, null));
        Assert.Equal(["model", "messages", "stream"], top.Nodes.Select(n => n.Name));
        Assert.Equal(4000, top.Nodes[1].Items);
        var first = await AskAsync(new JsonBranch(place, top.Nodes[1].Offset, null));
        var second = await AskAsync(new JsonBranch(place, top.Nodes[1].Offset, first.Next));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), first.Nodes.Concat(second.Nodes).Select(n => n.Index));
        var message = await AskAsync(new JsonBranch(place, second.Nodes[50].Offset, null));
        Assert.Equal("Message 150 日本", message.Nodes.Single(n => n.Name == "content").Value);
        Assert.Equal("Message 150 日本", await AskAsync(new ReadPart(place.Exchange, place.Side, message.Nodes[1].Offset, (int)message.Nodes[1].Length)));
    }

    [Fact]
    public async Task A_damaged_body_is_read_as_far_as_it_goes()
    {
        var whole = Coded(Encoding.UTF8.GetBytes(Conversation(4000)), "gzip");
        whole.AsSpan(whole.Length / 2, 64).Fill(0xFF);
        var place = await StoreAsync(whole, [], "gzip");

        var facts = (await AskAsync(new LookAtBody(place)))!;

        Assert.Equal(BodyKind.Json, facts.Kind);
        Assert.True(facts is { IsWhole: false, Length: > 1000 });
        Assert.StartsWith("{\"model\"", (await AskAsync(new ReadPiece(place, 0))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bomb_is_unpacked_no_further_than_anybody_reads()
    {
        var place = await StoreAsync(Coded(Spaces(300_000_000), "gzip"), [], "gzip");

        var facts = (await AskAsync(new LookAtBody(place)))!;

        Assert.False(facts.IsWhole);
        Assert.InRange(facts.Length, 1 << 20, ContentDecoding.MaxDecodedBytes);
    }

    [Fact]
    public async Task Events_have_the_time_they_came_and_the_gap_before_them()
    {
        var stream = Encoding.UTF8.GetBytes("data: {\"a\":1}\n\ndata: {\"a\":2}\n\ndata: [DONE]\n\n");
        var place = await StoreAsync("{}"u8.ToArray(), stream, "", [new(TimeSpan.FromMilliseconds(100), 15), new(TimeSpan.FromMilliseconds(130), 30), new(TimeSpan.FromMilliseconds(900), stream.Length)]);

        var events = (await AskAsync(new ListEvents(place with { Side = ExchangeSide.Response }, 0, false))).Events;

        Assert.Equal(
            [("data: {\"a\":1}", 100, (double?)null), ("data: {\"a\":2}", 130, 30), ("data: [DONE]", 900, 770)],
            events.Select(e => (e.Text, (int)e.At!.Value.TotalMilliseconds, e.Gap?.TotalMilliseconds)));
    }

    [Fact]
    public async Task The_times_of_a_coded_stream_are_those_of_what_came_out_of_its_pieces()
    {
        var (coded, chunks) = (new MemoryStream(), new List<Chunk>());
        await using (var gzip = new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var i = 0; i < 3; i++)
            {
                await gzip.WriteAsync(Encoding.UTF8.GetBytes($"data: {i}\n\n"), Ct);
                await gzip.FlushAsync(Ct);
                chunks.Add(new(TimeSpan.FromMilliseconds(100 * (i + 1)), coded.Length));
            }
        }

        var place = await StoreAsync([], coded.ToArray(), "gzip", chunks);

        var events = (await AskAsync(new ListEvents(place with { Side = ExchangeSide.Response }, 0, false))).Events;

        Assert.Equal([100, 200, 300], events.Select(e => (int)e.At!.Value.TotalMilliseconds));
    }

    [Fact]
    public async Task A_long_conversation_opens_at_its_end_and_goes_back_piece_by_piece()
    {
        var place = await StoreAsync(Encoding.UTF8.GetBytes(Conversation(2000)), "{}"u8.ToArray(), "");

        var opened = (await AskAsync(new OneExchange(place.Exchange, DetailReach.Panel)))!;
        Assert.Equal((PanelReading.MostMessages, 2000 - PanelReading.MostMessages, 0), (opened.Reading!.Input.Count, opened.Earlier, opened.RequestBody.Length));
        Assert.Equal("Message 1999 日本", opened.Reading.Input[^1].Text);

        var before = (await AskAsync(new ReadEarlier(place.Exchange, opened.Earlier)))!;
        Assert.Equal((opened.Earlier - ReadEarlier.Most, ReadEarlier.Most), (before.First, before.Messages.Count));
        Assert.Equal($"Message {opened.Earlier - 1} 日本", before.Messages[^1].Text);
    }

    [Fact]
    public async Task A_body_of_fifty_megabytes_is_not_read_until_it_is_asked_for()
    {
        var place = await StoreAsync(Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"{{new string('x', 50 << 20)}}"}]}"""), "{}"u8.ToArray(), "");

        var opened = (await AskAsync(new OneExchange(place.Exchange, DetailReach.Panel)))!;
        Assert.Null(opened.Reading);
        Assert.InRange(opened.Unread!.Value, 50 << 20, 51 << 20);

        var read = (await AskAsync(new OneExchange(place.Exchange, DetailReach.Conversation)))!;
        Assert.True(read.IsCut);
        Assert.Equal(PanelReading.LongestText + 1, Assert.IsType<TextPart>(Assert.Single(Assert.Single(read.Reading!.Input).Parts)).Text.Length);
        Assert.Contains("50.00 MB", await AskAsync(new CopyExchange(place.Exchange, CopyWay.Python, "http://x")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_another_project_is_read()
    {
        var place = await StoreAsync(Encoding.UTF8.GetBytes(Conversation(2)), "{}"u8.ToArray(), "");
        var stranger = new Caller(Guid.CreateVersion7(), Access.Admin, "stranger") { SeesBodies = true };

        Assert.Null(await AskAsync(stranger, new LookAtBody(place)));
        Assert.Equal("", (await AskAsync(stranger, new ReadPiece(place, 0))).Text);
        Assert.Empty((await AskAsync(stranger, new JsonBranch(place, 0, null))).Nodes);
        Assert.Empty((await AskAsync(stranger, new ListEvents(place, 0, false))).Events);
        Assert.Equal(0, (await AskAsync(stranger, new FindInBody(place, "Message", 0))).Count);
        Assert.Null(await AskAsync(stranger, new ReadPart(place.Exchange, place.Side, 0, 10)));
        Assert.Null(await AskAsync(stranger, new ReadEarlier(place.Exchange, 1)));
        Assert.Null(await AskAsync(stranger, new CopyExchange(place.Exchange, CopyWay.Json, "http://x")));
    }

    private static string Conversation(int messages) =>
        $$"""{"model":"gpt-4o-mini","messages":[{{string.Join(',', Enumerable.Range(0, messages).Select(i => $$"""{"role":"{{(i % 2 == 0 ? "user" : "assistant")}}","content":"Message {{i}} 日本"}"""))}}],"stream":true}""";

    private static byte[] Spaces(int count)
    {
        var spaces = new byte[count];
        spaces.AsSpan().Fill((byte)' ');
        return spaces;
    }

    private static byte[] Coded(byte[] body, string coding)
    {
        var output = new MemoryStream();
        using (Stream encoder = coding switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BufferedStream(output),
        })
        {
            encoder.Write(body);
            encoder.Flush();
        }

        return output.ToArray();
    }

    private async Task<BodyPlace> StoreAsync(byte[] request, byte[] response, string coding, IReadOnlyList<Chunk>? chunks = null)
    {
        var record = Some.Exchange(_project, Some.Noon, request, response);
        record.Row.Stream = chunks is not null;
        StoredHeaders headers = new(
            [new("Content-Type", chunks is null ? "application/json" : "text/event-stream"), .. coding.Length == 0 ? Array.Empty<KeyValuePair<string, string>>() : [new("Content-Encoding", coding)]], 0);
        (record.Bodies.RequestHeaders, record.Bodies.ResponseHeaders) = (headers.Encode(), headers.Encode());
        record.Bodies.Chunks = ChunkTimeline.Encode(chunks ?? []).Encoded.ToArray();
        await Some.StoreAsync(_host.Database.DataSource, [record], Ct);
        return new(record.Row.Id, record.Row.StartedAt, ExchangeSide.Request);
    }

    private Task<T> AskAsync<T>(IRequest<T> message) => AskAsync(new Caller(_project, Access.Read, "test") { SeesBodies = true }, message);

    private Task<T> AskAsync<T>(Caller caller, IRequest<T> message) => _host.App.Services.GetRequiredService<Messages>().SendAsync(caller, message, Ct);
}
