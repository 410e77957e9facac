namespace Slipway.Core.Tests.Definitions;

/// <summary>The plugins that the built-in definitions use, with the configs that docs/definitions.md says they take.</summary>
internal static class BuiltInPlugins
{
    public static IReadOnlyList<FakePlugin> All { get; } =
    [
        Plugin("agent.plan", "prompt!"),
        Plugin("agent.run", "prompt! plan feedback message allowNoChange"),
        Plugin("ai.decide", "question! choices schema context"),
        Plugin("artifact.save", "name! text path mediaType"),
        Plugin("context.analyze", "issue requirement question summary"),
        Plugin("docs.publish", "space! title! text!"),
        Plugin("gate.run", "command kind settings name allowFailure", needsWorkspace: true),
        Plugin("git.branch", ""),
        Plugin("git.comment", "pullRequest! comment body!", needsWorkspace: true),
        Plugin("git.commit", "message!", needsWorkspace: true),
        Plugin("git.deploy", "environment! ref! description requiredChecks healthCheck healthLimit rollback", needsWorkspace: true),
        Plugin("git.file", "repository! path! branch content sha message"),
        Plugin("git.integrate", "branches!"),
        Plugin("git.merge", "headSha"),
        Plugin("git.open_pull_request", "title! body draft labels reviewers"),
        Plugin("http.call", "url! method headers body expect redirects maxBytes"),
        Plugin("issue.comment", "issue! body! repository"),
        Plugin("issue.find", "query! limit allowNone"),
        Plugin("issue.move", "issue! status! repository"),
        Plugin("issue.select", "tracker repository labels priorities query sort assign wait"),
        Plugin("notify", "message! channel data"),
        Plugin("release.version", "action! version! tags bump releaseType project description"),
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
