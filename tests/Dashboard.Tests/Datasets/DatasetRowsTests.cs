using System.Text;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Datasets;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Tests.Datasets;

/// <summary>Datasets and rows that people write, import and take away.</summary>
public sealed class DatasetRowsTests(DatasetHost host) : IClassFixture<DatasetHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_people_who_edit_a_row_the_second_is_told_and_shown_what_it_is_now()
    {
        var dataset = await host.DatasetAsync("Conflict");
        var row = (await host.SendAsync(host.Anna, new AddRow(dataset, [DatasetHost.Asks("Old")]))).Rows!.Single();

        var first = await host.SendAsync(host.Anna with { Name = "ben@example.com" }, new EditRow(dataset, row.Id, 1, DatasetHost.Asks("His", "yes")));
        var second = await host.SendAsync(host.Anna, new EditRow(dataset, row.Id, 1, DatasetHost.Asks("Hers")));

        Assert.Equal(2, first.Rows!.Single().Version);
        Assert.Equal("ben@example.com changed this row in the meantime. Nothing was saved.", second.Refusal);
        Assert.Equal(("""{"input":"His"}""", "yes", 2), (second.Theirs!.Inputs, second.Theirs.Expected, second.Theirs.Version));
        Assert.Equal("""{"input":"His"}""", Assert.Single(await host.RowsAsync(dataset)).Inputs);
    }

    [Fact]
    public async Task A_list_of_rows_goes_page_by_page_and_shows_beginnings()
    {
        var dataset = await host.DatasetAsync("Pages");
        await host.SendAsync(host.Anna, new AddRow(dataset, [.. Enumerable.Range(0, 7).Select(i => DatasetHost.Asks($"{i} " + new string('x', 1_000), i % 2 == 0 ? "e" : null))]));
        var first = (await host.SendAsync(host.Anna, new DatasetRows(dataset, null, 5)))!;
        var second = (await host.SendAsync(host.Anna, new DatasetRows(dataset, first.Next, 5)))!;

        Assert.Equal((5, 2, null), (first.Rows.Count, second.Rows.Count, second.Next));
        Assert.All(first.Rows, r => Assert.Equal((1, "input", 200), (r.Inputs, r.Names.Single(), r.Values.Single().Length)));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], first.Rows.Concat(second.Rows).Select(r => r.Values[0][..1]));
    }

    [Theory]
    [InlineData("a", "", "“” cannot be the name of an input: it needs 1 to 100 characters, no control characters and no spaces around it.")]
    [InlineData("a", "input", "Two inputs are called “input”.")]
    [InlineData("a", null, "The row has no input, so nothing would be asked.")]
    [InlineData("long", "x", "The row has 300006 bytes; it may have 262144 (Datasets__MostRowBytes).")]
    public async Task What_no_row_may_hold_is_refused_in_words(string text, string? other, string refusal)
    {
        var dataset = await host.DatasetAsync($"Refused {refusal[^30..]}");
        KeyValuePair<string, string>[] inputs = other is null ? [] : [new("input", text == "long" ? new string('x', 300_000) : text), new(other, "")];

        Assert.Equal(refusal, (await host.SendAsync(host.Anna, new AddRow(dataset, [new(inputs, null, "")]))).Refusal);
        Assert.Empty(await host.RowsAsync(dataset));
    }

    [Fact]
    public async Task One_bad_line_is_enough_that_nothing_of_a_file_is_imported_unless_it_may_be_skipped()
    {
        const string file = "{\"input\":\"1\",\"ideal\":\"one\"}\n{\"input\":}\n\n{\"ideal\":\"two\"}\n{\"input\":\"3\"}\n";
        var dataset = await host.DatasetAsync("Bad lines");

        var refused = (await host.ImportAsync(dataset, ImportFormat.Jsonl, file))!;
        var nothing = await host.RowsAsync(dataset);
        var skipped = (await host.ImportAsync(dataset, ImportFormat.Jsonl, file, skip: true))!;

        Assert.Equal((0, 2, "Some lines cannot become rows. Nothing was imported."), (refused.Added, refused.Bad, refused.Refusal));
        Assert.Equal([new(2, "It is no JSON: the mistake is at byte 10 of the line."), new(4, "The row has no input, so nothing would be asked.")], refused.Told);
        Assert.Empty(nothing);
        Assert.Equal((2, 2, null), (skipped.Added, skipped.Bad, skipped.Refusal));
        Assert.Equal([("""{"input":"1"}""", "one"), ("""{"input":"3"}""", null)], (await host.RowsAsync(dataset)).Select(r => (r.Inputs, r.Expected)));
    }

    [Fact]
    public async Task A_file_that_has_no_room_is_not_imported_in_part()
    {
        var dataset = await host.DatasetAsync("Room");
        var file = "input\n" + string.Concat(Enumerable.Range(0, 10_001).Select(i => $"{i}\n"));

        var answer = (await host.ImportAsync(dataset, ImportFormat.Csv, file))!;

        Assert.Equal("The file has more rows than there is room for: the dataset has 0 and may have 10000 (Datasets__MostRows). Nothing was imported.", answer.Refusal);
        Assert.Empty(await host.RowsAsync(dataset));
        Assert.Equal("The file is larger than 33554432 bytes (Datasets__MostFileBytes). Nothing was imported.", (await host.ImportAsync(dataset, ImportFormat.Csv, new string('x', (32 << 20) + 1)))!.Refusal);
    }

    [Theory]
    [InlineData(ImportFormat.Jsonl)]
    [InlineData(ImportFormat.Csv)]
    public async Task What_is_exported_is_imported_again_as_it_was(ImportFormat format)
    {
        var text = Gen.Elements("a", "\"", ",", "\r\n", "\r", "\t", "'", "=1+1", "-5", "@", "＝", " ", "\u00A0", "é", "😀", "{", "\\", "\uFEFF", "null").ListOf().Select(l => string.Concat(l));
        var name = Gen.Elements("input", "expected", "note", "request", "a,b", "\"q\"", "=x", "'-", "inputs.x", "ideal");
        var row = from names in name.NonEmptyListOf()
                  from values in text.ArrayOf(names.Count)
                  from expected in text.OrNull()
                  from note in text
                  select new RowContent([.. names.Distinct().Zip(values, KeyValuePair.Create)], expected, note);
        var rows = row.Sample(300).ToList();
        var (source, target) = (await host.DatasetAsync($"Source {format}"), await host.DatasetAsync($"Target {format}"));
        await host.SendAsync(host.Anna, new AddRow(source, rows));
        using var client = host.Host.Client(host.Host.ReadKey);

        var file = await client.GetByteArrayAsync($"/api/v1/datasets/{source}/export?format={format.ToString().ToLowerInvariant()}", Ct);
        var answer = (await host.ImportAsync(target, format, Encoding.UTF8.GetString(file)))!;

        Assert.Equal((300, 0, null), (answer.Added, answer.Bad, answer.Refusal));
        Assert.Equal(
            (await host.RowsAsync(source)).Select(r => (Sorted(r.Inputs), r.Expected, r.Note)),
            (await host.RowsAsync(target)).Select(r => (Sorted(r.Inputs), r.Expected, r.Note)));
    }

    [Fact]
    public async Task Nobody_of_another_project_sees_or_changes_anything()
    {
        var dataset = await host.DatasetAsync("Private");
        var row = (await host.SendAsync(host.Anna, new AddRow(dataset, [DatasetHost.Asks("x")]))).Rows!.Single();
        var eve = host.Stranger;

        Assert.DoesNotContain(await host.SendAsync(eve, new ListDatasets()), d => d.Id == dataset);
        Assert.Null(await host.SendAsync(eve, new OneDataset(dataset)));
        Assert.Null(await host.SendAsync(eve, new DatasetRows(dataset, null, 10)));
        Assert.Null(await host.SendAsync(eve, new WholeRows(dataset, null, 10)));
        Assert.Null(await host.SendAsync(eve, new OneRow(dataset, row.Id)));
        Assert.Empty(await host.SendAsync(eve, new InputNames(dataset)));
        Assert.Equal(DatasetAnswer.NoSuch, await host.SendAsync(eve, new ChangeDataset(dataset, "Hers", "")));
        Assert.Equal(RowsAnswer.NoSuch, await host.SendAsync(eve, new AddRow(dataset, [DatasetHost.Asks("y")])));
        Assert.Equal(RowsAnswer.NoSuch, await host.SendAsync(eve, new EditRow(dataset, row.Id, 1, DatasetHost.Asks("y"))));
        Assert.Equal(RowsAnswer.NoSuch, await host.SendAsync(eve, new DuplicateRow(dataset, row.Id)));
        Assert.Null(await host.SendAsync(eve, new DeleteRows(dataset, [row.Id])));
        Assert.Null(await host.SendAsync(eve, new ImportRows(dataset, new(ImportFormat.Csv, ',', false, new Dictionary<string, ColumnOrder>(StringComparer.Ordinal)), new MemoryStream("input\nx"u8.ToArray()))));
        Assert.False(await host.SendAsync(eve, new DeleteDataset(dataset)));
        Assert.Single(await host.RowsAsync(dataset));
    }

    [Fact]
    public async Task Making_importing_and_deleting_are_in_the_audit_log_and_readers_may_none_of_it()
    {
        var dataset = await host.DatasetAsync("Audited");
        await host.ImportAsync(dataset, ImportFormat.Csv, "input\nx\ny");
        await host.SendAsync(host.Anna, new DeleteDataset(dataset));

        await using var db = Some.Db(host.Host.Database.DataSource);
        Assert.Equal(
            ["""dataset.created {"name": "Audited"}""", """dataset.imported {"name": "Audited", "rows": 2, "skipped": 0}""", """dataset.deleted {"name": "Audited", "rows": 2}"""],
            await db.AuditLog.Where(a => a.Subject == dataset.ToString()).OrderBy(a => a.At).Select(a => a.What + " " + a.Details).ToListAsync(Ct));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => host.SendAsync(host.Anna with { Access = Access.Read }, new CreateDataset("No", "")));
    }

    [Fact]
    public async Task A_name_is_given_once_whatever_its_case()
    {
        await host.DatasetAsync("Once");

        Assert.Equal("Another dataset is called “ONCE”. Choose another name.", (await host.SendAsync(host.Anna, new CreateDataset("ONCE", ""))).Refusal);
        Assert.Equal("A name has 1 to 100 characters, none of them a control character.", (await host.SendAsync(host.Anna, new CreateDataset(" ", ""))).Refusal);
    }

    // Columns of a table have one order for all rows.
    private static string Sorted(string inputs) => RowInputs.Write(RowInputs.Read(inputs).OrderBy(i => i.Key, StringComparer.Ordinal));
}
