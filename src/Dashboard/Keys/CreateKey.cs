using System.Globalization;
using MediatR;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Members;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Keys;

/// <summary>Makes a key. Its text is in the answer and nowhere else.</summary>
/// <param name="Name">Name for people, 1 to <see cref="LongestName"/> characters, on one line.</param>
/// <param name="Kind">What it may do.</param>
/// <param name="ExpiresAt">When it stops working; null = never.</param>
[Requires(Access.Admin)]
public sealed record CreateKey(string Name, KeyKind Kind, DateTimeOffset? ExpiresAt) : IRequest<CreatedKey>
{
    /// <summary>Longest name, characters.</summary>
    public const int LongestName = 100;

    /// <summary>What a write key is made for and what it switches.</summary>
    public KeyHandling Handling { get; init; } = KeyHandling.Default;

    /// <summary>Whether a read or admin key tells what was asked and answered, and not only what that came to.</summary>
    public bool SeesBodies { get; init; } = true;

    /// <summary>Null when the key can be made; otherwise a sentence that says what is wrong with which field.</summary>
    /// <param name="now">The time by which an expiry must lie ahead.</param>
    public string? Refuse(DateTimeOffset now)
    {
        if (Name.Trim().Length is 0 or > LongestName || Name.Any(char.IsControl))
        {
            return string.Format(CultureInfo.CurrentCulture, KeysText.NameRefused, LongestName);
        }

        if (Kind is not KeyKind.Write && Handling != KeyHandling.Default)
        {
            return string.Format(CultureInfo.CurrentCulture, KeyHandlingText.OnlyWriteKeys, EnumNames.NameOf(Kind));
        }

        if (!KeyHandling.Choices.Contains(Handling.Client))
        {
            return KeyHandlingText.OwnClient;
        }

        return ExpiresAt <= now
            ? string.Format(CultureInfo.CurrentCulture, KeysText.ExpiryRefused, ExpiresAt?.ToString("O", CultureInfo.InvariantCulture))
            : null;
    }
}

/// <summary>A new key.</summary>
/// <param name="Summary">What is stored.</param>
/// <param name="Text">The key itself: show it once.</param>
public sealed record CreatedKey(KeySummary Summary, Sensitive<string> Text);

internal sealed class CreateKeyHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<CreateKey, CreatedKey>
{
    public async Task<CreatedKey> Handle(CreateKey request, CancellationToken cancellationToken)
    {
        if (request.Refuse(time.GetUtcNow()) is { } refusal)
        {
            throw new ArgumentException(refusal, nameof(request));
        }

        if (request.Kind != KeyKind.Write && request.SeesBodies && !caller.SeesBodies)
        {
            // Nobody gives more than they have.
            throw new UnauthorizedAccessException(MembersText.CannotGiveBodies);
        }

        var text = KeyText.Generate(request.Kind);
        var key = new Key
        {
            Id = Guid.CreateVersion7(),
            ProjectId = caller.ProjectId,
            Kind = request.Kind,
            Client = request.Handling.Client,
            AlterationsOn = AlterationNames.Of(request.Handling.On),
            AlterationsOff = AlterationNames.Of(request.Handling.Off),
            SeesBodies = request.SeesBodies,
            Name = request.Name.Trim(),
            Digest = KeyText.DigestOf(text.Value),
            Hint = KeyText.HintOf(text.Value),
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
        };
        db.Add(key);
        AuditLog.Add(db, caller, key.CreatedAt, ("key.created", key.Id), new { key.Name, Kind = EnumNames.NameOf(key.Kind), key.ExpiresAt });
        await db.SaveChangesAsync(cancellationToken);
        return new(KeySummary.Of(key), text);
    }
}
