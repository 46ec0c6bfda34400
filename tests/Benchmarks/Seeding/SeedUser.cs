namespace Observability.Benchmarks.Seeding;

/// <summary>Somebody who chats: who they are, what they like, and the chat they have open.</summary>
internal sealed class SeedUser
{
    private const int MostTurns = 4;
    private static readonly double[] Liking = [0.65, 0.25, 0.1];

    private static readonly string[] FirstNames =
    [
        "Anna", "José", "Xiaomei", "Tom", "Freya", "Ravi", "Olga", "Yuki", "Zeynep", "Samir", "Łukasz", "Grace", "Ben", "Chiara", "Dmitri", "Elif",
        "Fatou", "Gustav", "Hana", "Ivan", "Jamila", "Kofi", "Lena", "Mateo", "Nadia", "Omar", "Priya", "Quentin", "Rosa", "Sven", "Tala", "Uma",
        "Viktor", "Wen", "Ximena", "Yara", "Zoltan", "Aiko", "Björn", "Carmen",
    ];

    private static readonly string[] LastNames =
    [
        "Berger", "Iñárritu", "Li", "Okafor", "Lind", "Menon", "Smirnova", "Tanaka", "Çelik", "el-Khoury", "Żak", "Mwangi", "Adeyemi", "Bianchi",
        "Costa", "Dubois", "Eriksen", "Fischer", "García", "Hansen", "Ito", "Jensen", "Kowalski", "Larsen", "Moreau", "Novák", "Oliveira", "Popescu",
        "Rossi", "Santos", "Silva", "Tamm", "Ueda", "Virtanen", "Weber", "Xu", "Yılmaz", "Zimmermann", "Abebe", "Brandt", "Cohen", "Diallo", "Endo",
        "Farah", "Gruber", "Haddad", "Ibrahim", "Jovanović", "Kim", "Lopez",
    ];

    private static readonly string[] Groups = ["Engineering", "Support", "Finance", "Operations", "Research", "Sales"];

    private readonly List<Said> _said = [];

    private SeedUser(int number, IReadOnlyList<SeedModel> favourites, IReadOnlyList<string> groups)
    {
        Number = number;
        Id = $"0b1c7c1e-2222-4333-8444-{number:D12}";
        Name = $"{FirstNames[number % FirstNames.Length]} {LastNames[number / FirstNames.Length % LastNames.Length]}";
        Email = $"user{number}@example.com";
        Role = number % 50 == 0 ? "admin" : "user";
        Favourites = favourites;
        MemberOf = groups;
    }

    /// <summary>From 1, the busiest first.</summary>
    public int Number { get; }

    public string Id { get; }

    public string Name { get; }

    public string Email { get; }

    public string Role { get; }

    public IReadOnlyList<string> MemberOf { get; }

    /// <summary>One to three models, the dearest to them first.</summary>
    public IReadOnlyList<SeedModel> Favourites { get; }

    /// <summary>The chat they have open; null before the first.</summary>
    public string? Session { get; private set; }

    /// <summary>What was said in it.</summary>
    public IReadOnlyList<Said> Said => _said;

    /// <summary>So many people, each with models drawn by their popularity.</summary>
    public static SeedUser[] Make(int count, IReadOnlyList<SeedModel> models, Dice dice)
    {
        var popularity = new Zipf(models.Count, 1);
        return [.. Enumerable.Range(1, count).Select(number => new SeedUser(
            number,
            [.. Enumerable.Range(0, 1 + dice.Below(3)).Select(_ => models[popularity.Draw(dice)]).Distinct()],
            [dice.OneOf(Groups)]))];
    }

    /// <summary>The model they would use now.</summary>
    public SeedModel Choose(Dice dice)
    {
        var share = dice.Share();
        var at = 0;
        while (at < Favourites.Count - 1 && share > Liking[at])
        {
            share -= Liking[at++];
        }

        return Favourites[at];
    }

    /// <summary>Goes on with the open chat, or begins another.</summary>
    public void Open(DateTimeOffset at, Dice dice)
    {
        if (Session is null || _said.Count >= MostTurns || dice.Falls(0.3))
        {
            Session = dice.Id(at).ToString();
            _said.Clear();
        }
    }

    /// <summary>Keeps what was said, for the next turn sends it again.</summary>
    public void Hear(Said said) => _said.Add(said);
}

/// <summary>A question and its answer.</summary>
internal sealed record Said(string Question, string Answer);
