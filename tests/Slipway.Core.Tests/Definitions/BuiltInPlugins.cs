namespace Slipway.Core.Tests.Definitions;

/// <summary>The plugins that the built-in definitions use, with the configs that docs/definitions.md says they take.</summary>
internal static class BuiltInPlugins
{
    public static IReadOnlyList<FakePlugin> All { get; } =
    [
        Plugin("agent.plan", "prompt!"),
        Plugin("agent.run", "prompt! plan feedback message allowNoChange"),
        Plugin("ai.decide", "question! choices! context"),
        Plugin("artifact.save", "name! text path mediaType"),
        Plugin("context.analyze", "issue question"),
        Plugin("gate.run", "command! name allowFailure", needsWorkspace: true),
        Plugin("git.branch", ""),
        Plugin("git.commit", "message!", needsWorkspace: true),
        Plugin("git.merge", "headSha"),
        Plugin("git.open_pull_request", "title! body"),
        Plugin("http.call", "url! method headers body expect"),
        Plugin("issue.comment", "issue! body!"),
        Plugin("issue.select", "labels sort assign"),
        Plugin("notify", "message! channel"),
        Plugin("shell.run", "command! env json allowFailure", needsWorkspace: true),
    ];

    /// <param name="name">Its name.</param>
    /// <param name="keys">What its config may hold; an exclamation mark says that it must.</param>
    /// <param name="needsWorkspace">Whether it works in the worktree.</param>
    private static FakePlugin Plugin(string name, string keys, bool needsWorkspace = false)
    {
        var all = keys.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var properties = string.Join(",", all.Select(key => $"\"{key.TrimEnd('!')}\":{{}}"));
        var required = string.Join(",", all.Where(key => key.EndsWith('!')).Select(key => $"\"{key.TrimEnd('!')}\""));
        return new FakePlugin(
            name,
            $"{{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{{{properties}}},\"required\":[{required}]}}",
            needsWorkspace);
    }
}
