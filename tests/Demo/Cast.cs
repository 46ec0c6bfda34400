namespace Observability.Demo;

/// <summary>Who takes part in the demo, and what they talk about. Nobody here is real.</summary>
internal static class Cast
{
    public const string OpenAiEmbeddingModel = "text-embedding-3-small";
    public const string OllamaEmbeddingModel = "nomic-embed-text:latest";

    public static readonly string[] OpenAiModels = ["gpt-4o-mini", "gpt-4o", "gpt-4.1-mini", "o4-mini"];
    public static readonly string[] OllamaModels = ["llama3.2:latest", "qwen3:8b", "deepseek-r1:8b"];

    public static readonly Person[] People =
    [
        Of(1, "Anna Berger", "anna", "admin", ["Operations", "Engineering"]),
        Of(2, "José Iñárritu", "jose", "user", ["Support"]),
        Of(3, "李小梅", "xiaomei", "user", ["研究组"]),
        Of(4, "Tom Okafor", "tom", "user", ["Engineering"]),
        Of(5, "Freya Lind", "freya", "user", ["Finance"]),
        Of(6, "Ravi Menon", "ravi", "user", ["Engineering", "研究组"]),
        Of(7, "Ольга Смирнова", "olga", "user", ["Support"]),
        Of(8, "Yuki 田中", "yuki", "user", ["Engineering"]),
        Of(9, "Zeynep Çelik", "zeynep", "user", ["Finance", "Support"]),
        Of(10, "Samir el-Khoury", "samir", "user", []),
        Of(11, "Łukasz Żak", "lukasz", "admin", ["Operations"]),
        Of(12, "Grace Mwangi", "grace", "user", ["Support"]),
    ];

    public static readonly string[] Questions =
    [
        "How do I keep tomatoes alive on a balcony that gets sun only in the morning?",
        "Write a short note to my landlord: the heating makes a noise at night.",
        "What is the difference between a mutex and a semaphore, in two sentences?",
        "My SQL query is slow when I add ORDER BY. Where should I look first?",
        "Plan a weekend in Lisbon for two people who dislike museums.",
        "Explain compound interest to a ten-year-old.",
        "Turn these notes into a polite refusal: no budget, maybe next year, thanks.",
        "Which questions should I ask before buying a used cargo bike?",
        "¿Puedes resumir las ventajas de trabajar con facturas electrónicas?",
        "请用三句话解释什么是复利。",
        "怎样给新同事写一封简短的欢迎邮件？",
        "Suggest five names for a small bakery next to a railway station.",
        "Give me a Python function that groups a list of dates by ISO week.",
        "Is it a good idea to store money as a float? Why does everybody say no?",
        "What should a first-aid kit for a three-day hike contain?",
        "Draft release notes: faster search, fixed login on old phones, new icons.",
    ];

    public static readonly string[] Replies =
    [
        "Thanks. Can you make it shorter?", "And what would be the cheaper way?", "Please give me an example.", "Why is that?",
        "Could you put this into a table?", "What could go wrong with it?", "请再详细一点。", "¿Y si tengo menos tiempo?", "Good. Now the same in German, please.",
    ];

    public static readonly string[] Documents =
    [
        "Returns are accepted within thirty days when the seal is unbroken.", "The night shift hands over the keys at six in the morning.",
        "Invoices above five hundred euros need a second signature.", "The greenhouse is watered by a timer that resets after a power cut.",
        "Visitors leave their bags at the front desk.", "The archive moves to the second floor in spring.", "Bicycles are repaired on the first Tuesday of a month.",
    ];

    private static Person Of(int number, string name, string mailbox, string role, IReadOnlyList<string> groups) =>
        new($"0b1c7c1e-1111-4222-8333-{number:D12}", name, $"{mailbox}@example.com", role, groups);
}

/// <summary>Somebody who chats.</summary>
/// <param name="Id">Open WebUI's id of them.</param>
/// <param name="Name">In any script.</param>
/// <param name="Email">Their address.</param>
/// <param name="Role">admin or user.</param>
/// <param name="Groups">The groups they are in; none for some.</param>
internal sealed record Person(string Id, string Name, string Email, string Role, IReadOnlyList<string> Groups);
