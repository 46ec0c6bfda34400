namespace Observability.Benchmarks.Seeding;

/// <summary>What people ask and models answer; short, because the history is about numbers. Nothing in it needs escaping in JSON.</summary>
internal static class Talk
{
    private static readonly string[] Questions =
    [
        "How do I keep tomatoes alive on a shady balcony?", "Write a short note to my landlord about the heating.",
        "What is the difference between a mutex and a semaphore?", "Why is my query slow with ORDER BY?", "Plan a weekend in Lisbon for two.",
        "Explain compound interest to a ten-year-old.", "Turn these notes into a polite refusal.", "¿Puedes resumir las ventajas de la factura electrónica?",
        "请用三句话解释什么是复利。", "Suggest five names for a bakery.", "Group a list of dates by ISO week in Python.", "Is it wise to store money as a float?",
        "What belongs into a first-aid kit?", "Draft release notes for a faster search.", "Which tests would you write first?", "Translate this into German, please.",
    ];

    private static readonly string[] Answers =
    [
        "Water in the morning, shade at noon.", "That depends on what you measure.", "Start with the index, then look at the sort.", "Yes, with two exceptions.",
        "Here is a short version of it.", "Use decimal; a float cannot hold one tenth.", "First the pulse, then the bandage.", "Take the tram up and walk down.",
        "Interest earns interest, year after year.", "可以，请看下面的例子。", "Claro, aquí tiene un resumen.", "It would be cheaper to keep both.",
    ];

    private static readonly string[] Tasks = ["title_generation", "tags_generation", "follow_up_generation", "query_generation", "autocomplete_generation"];

    /// <summary>A question and an answer of one to three sentences.</summary>
    public static Said Of(Dice dice)
    {
        var answer = dice.OneOf(Answers);
        for (var more = dice.Below(3); more > 0; more--)
        {
            answer += " " + dice.OneOf(Answers);
        }

        return new(dice.OneOf(Questions), answer);
    }

    /// <summary>A background task of Open WebUI: titles, tags and follow-ups after nearly every first answer, the others less often.</summary>
    public static string TaskOf(Dice dice) => Tasks[dice.Falls(0.85) ? dice.Below(3) : 3 + dice.Below(2)];
}
