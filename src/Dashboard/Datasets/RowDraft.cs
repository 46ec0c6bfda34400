using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>A row as somebody is filling it in.</summary>
public sealed class RowDraft
{
    /// <summary>The row it changes; null = it is to be added.</summary>
    public DatasetRow? Of { get; private set; }

    /// <summary>The inputs, in order.</summary>
    public IList<InputDraft> Inputs { get; } = [];

    /// <summary>Whether an answer is expected, be it an empty one.</summary>
    public bool HasExpected { get; set; }

    /// <summary>The answer.</summary>
    public string Expected { get; set; } = "";

    /// <summary>The note.</summary>
    public string Note { get; set; } = "";

    /// <summary>What it comes to.</summary>
    public RowContent Content => new([.. Inputs.Select(i => KeyValuePair.Create(i.Name.Trim(), i.Text))], HasExpected ? Expected : null, Note);

    /// <summary>A row to be added.</summary>
    public static RowDraft New()
    {
        var draft = new RowDraft();
        draft.Inputs.Add(new() { Name = AskedInputs.Question });
        return draft;
    }

    /// <summary>A row to be changed.</summary>
    public static RowDraft From(DatasetRow row)
    {
        var draft = new RowDraft();
        draft.Take(row);
        return draft;
    }

    /// <summary>Whether saving it would change anything.</summary>
    public bool IsChanged
    {
        get
        {
            var before = Of is null ? New() : From(Of);
            var (was, now) = (before.Content, Content);
            return was.Expected != now.Expected || was.Note != now.Note || !was.Inputs.SequenceEqual(now.Inputs);
        }
    }

    /// <summary>Gives up what was filled in for what the row holds.</summary>
    public void Take(DatasetRow row)
    {
        Of = row;
        Inputs.Clear();
        foreach (var (name, text) in RowInputs.Read(row.Inputs))
        {
            Inputs.Add(new() { Name = name, Text = text });
        }

        (HasExpected, Expected, Note) = (row.Expected is not null, row.Expected ?? "", row.Note);
    }

    /// <summary>Keeps what was filled in, as a change of what the row holds now.</summary>
    public void Rebase(DatasetRow row) => Of = row;
}

/// <summary>An input as somebody is filling it in.</summary>
public sealed class InputDraft
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its text.</summary>
    public string Text { get; set; } = "";
}
