namespace Observability.Dashboard.SignIn;

/// <summary>The words that passwords are put together from most often, in the languages of the pages and some more.</summary>
internal static class CommonWords
{
    /// <summary>All of them, in lower case.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "password", "passwort", "passw0rd", "contraseña", "contrasena", "clave", "secreto", "secret", "geheim", "motdepasse", "senha", "parola",
        "passphrase", "passcode", "pass", "word", "code", "admin", "administrator", "administrador", "root", "superuser", "user", "usuario", "guest",
        "test", "tester", "testing", "demo", "default", "changeme", "change", "welcome", "willkommen", "bienvenido", "bienvenue", "hello", "hola",
        "hallo", "login", "signin", "letmein", "access", "master", "system", "server", "computer", "internet", "office", "company", "business",
        "observability", "observe", "openai", "chatgpt", "ollama", "anthropic", "claude", "gemini", "dashboard", "monitor", "proxy", "webui",
        "qwerty", "qwertz", "azerty", "asdf", "zxcv", "iloveyou", "loveyou", "love", "liebe", "amor", "teamo", "tequiero", "princess", "princesa",
        "dragon", "monkey", "shadow", "sunshine", "football", "futbol", "fussball", "baseball", "basketball", "soccer", "hockey", "superman",
        "batman", "spiderman", "starwars", "pokemon", "naruto", "minecraft", "michael", "jordan", "daniel", "jessica", "ashley", "charlie", "thomas",
        "andrew", "joshua", "matthew", "robert", "jennifer", "hunter", "ranger", "soldier", "killer", "freedom", "whatever", "trustno", "nothing",
        "flower", "summer", "winter", "spring", "autumn", "verano", "invierno", "sommer", "january", "february", "march", "april", "june", "july",
        "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "chocolate", "cookie", "banana", "orange", "purple", "yellow", "silver", "golden", "lucky", "happy", "forever", "family", "mother", "father",
        "jesus", "christ", "angel", "heaven", "mustang", "corvette", "ferrari", "mercedes", "porsche", "harley", "yamaha", "samsung", "google",
        "microsoft", "windows", "facebook", "linkedin", "github", "linux", "ubuntu", "database", "postgres", "correcthorsebatterystaple",
        "woaini", "mima", "nihao", "zhongguo", "beijing", "shanghai", "china", "españa", "espana", "mexico", "america", "london", "berlin", "paris",
        "2018", "2019", "2020", "2021", "2022", "2023", "2024", "2025", "2026", "2027", "2028", "520", "1314", "007", "666", "777", "888", "the", "and",
    ];
}
