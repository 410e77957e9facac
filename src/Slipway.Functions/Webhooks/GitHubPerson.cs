namespace Slipway.Functions.Webhooks;

/// <summary>Who is behind a delivery that counts only of somebody who may write to the repository.</summary>
/// <param name="Login">The account.</param>
/// <param name="Repository">Where, as <c>owner/name</c>.</param>
/// <param name="IsSaidToBelong">Whether the delivery calls it an owner, member or collaborator. That is no permission: a member may only
/// read, and one whose membership is private is not called one.</param>
internal sealed record GitHubPerson(string Login, string Repository, bool IsSaidToBelong);
