namespace Observability.Testing.OpenWebUI;

/// <summary>Somebody who is signed in at Open WebUI, and the one chat they hold.</summary>
/// <param name="Id">Their id, a UUID.</param>
/// <param name="Name">Their name, any letters.</param>
/// <param name="Email">Their address.</param>
/// <param name="Role"><c>admin</c> or <c>user</c>.</param>
/// <param name="ChatId">Id of the chat.</param>
public sealed record OpenWebUIUser(string Id, string Name, string Email, string Role, string ChatId);
