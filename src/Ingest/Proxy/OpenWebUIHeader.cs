namespace Observability.Ingest.Proxy;

/// <summary>What Open WebUI, or a header configured at a connection of its, can say about a call.</summary>
internal enum OpenWebUIHeader
{
    UserId,
    UserName,
    UserEmail,
    UserRole,
    UserGroups,
    UserGroupIds,
    UserJwt,
    ChatId,
    MessageId,
    UserMessageId,
    UserMessageParentId,
    Task,
}
