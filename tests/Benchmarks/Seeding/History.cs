namespace Observability.Benchmarks.Seeding;

/// <summary>A year of somebody's company, or less: who asked which model when, how long it took and what went wrong.</summary>
/// <param name="arguments">How much of it.</param>
/// <param name="arrivals">When requests come.</param>
/// <param name="capture">Makes their bytes.</param>
internal sealed class History(SeedArguments arguments, Arrivals arrivals, Capture capture)
{
    private const double ErrorShare = 0.05;
    private const double TaskShare = 0.2;
    private const double EmbeddingShare = 0.06;
    private const double NamelessShare = 0.03;
    private const double SmallTaskModelShare = 0.6;
    private const long MostInput = 120_000;
    private const long MostOutput = 8_000;

    /// <summary>All of it in the order of its arrival; the same again for the same arguments.</summary>
    public IEnumerable<Recorded> Exchanges()
    {
        var dice = new Dice(arguments.SeedNumber);
        var models = SeedModel.All.Take(arguments.Models).ToList();
        var chats = models.FindAll(m => !m.IsEmbedding);
        var embeddings = models.FindAll(m => m.IsEmbedding);
        var users = SeedUser.Make(arguments.Users, chats, dice);
        var activity = new Zipf(users.Length, 0.8);
        var number = 0L;
        foreach (var at in arrivals.Between(arguments.From, arguments.Until, arguments.Count, dice))
        {
            var user = dice.Falls(NamelessShare) ? null : users[activity.Draw(dice)];
            var embeds = embeddings.Count > 0 && dice.Falls(EmbeddingShare);
            var call = embeds ? Embedding(number++, at, user, dice.OneOf(embeddings), dice) : Chat(number++, at, user, chats, dice);
            yield return capture.Of(call, dice);
            if (user is not null && call is { Task: null, Mishap: null } && !embeds)
            {
                user.Hear(call.Said);
            }
        }
    }

    private static SeedCall Chat(long number, DateTimeOffset at, SeedUser? user, List<SeedModel> chats, Dice dice)
    {
        var task = user?.Session is not null && dice.Falls(TaskShare) ? Talk.TaskOf(dice) : null;
        if (task is null)
        {
            user?.Open(at, dice);
        }

        var model = task is not null && dice.Falls(SmallTaskModelShare) ? chats[Math.Min(4, chats.Count - 1)]
            : user?.Choose(dice) ?? chats[0];
        var input = dice.LogNormal(task is null ? 900 : 650, 1.1, 8, MostInput);
        var output = task is null ? dice.LogNormal(260, 1, 1, MostOutput) : dice.LogNormal(28, 0.5, 3, 400);
        var first = TimeSpan.FromMilliseconds(dice.LogNormal(model.FirstTokenMs + (input / 80d), 0.45));
        var mishap = dice.Falls(ErrorShare) ? Mishap.Draw(dice) : null;
        return new()
        {
            Number = number,
            At = at,
            Model = model,
            User = user,
            Task = task,
            Before = task is null && user is not null ? user.Said : [],
            Said = Talk.Of(dice),
            IsStream = mishap is { IsMidway: true } || (task is null && dice.Falls(user is null ? 0.3 : 0.9)),
            Input = input,
            CacheRead = model.Dialect != Dialect.Ollama && input > 1024 && dice.Falls(0.4) ? input / 128 * 64 : 0,
            Output = output,
            FirstToken = first,
            Duration = first + TimeSpan.FromSeconds(output / dice.LogNormal(model.TokensPerSecond, 0.3)),
            Mishap = mishap,
        };
    }

    private static SeedCall Embedding(long number, DateTimeOffset at, SeedUser? user, SeedModel model, Dice dice)
    {
        var duration = TimeSpan.FromMilliseconds(dice.LogNormal(model.FirstTokenMs, 0.5));
        var mishap = dice.Falls(ErrorShare) ? Mishap.Draw(dice) : null;
        return new()
        {
            Number = number,
            At = at,
            Model = model,
            User = user,
            Task = null,
            Before = [],
            Said = Talk.Of(dice),
            IsStream = false,
            Input = dice.LogNormal(380, 0.9, 4, 8_000),
            CacheRead = 0,
            Output = 0,
            FirstToken = duration,
            Duration = duration,
            // What is not streamed cannot fail in the middle.
            Mishap = mishap is { IsMidway: true } ? null : mishap,
        };
    }
}
