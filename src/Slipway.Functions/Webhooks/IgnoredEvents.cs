using System.Collections.Frozen;

namespace Slipway.Functions.Webhooks;

/// <summary>Why the events that no workflow acts on are ignored.</summary>
internal static class IgnoredEvents
{
    private const string Settings = "It is about the repository and its settings, which no workflow acts on.";
    private const string People = "It is about people, teams and money, which no workflow acts on.";
    private const string Talk = "It is about discussions, projects and pages, which no workflow acts on.";
    private const string Application = "It is about an application's installation, which no workflow acts on.";
    private const string Security = "It is about a security alert; a workflow has its own gates.";
    private const string Delivery = "It is about what becomes of merged changes, where a workflow has ended.";
    private const string Elsewhere = "What it tells comes to a workflow as another event too.";

    private static readonly FrozenDictionary<string, string> Reasons = Group(
        (Settings, "branch_protection_rule branch_protection_configuration deploy_key fork label meta milestone public repository"
            + " repository_import repository_ruleset custom_property custom_property_values personal_access_token_request"),
        (People, "member membership organization org_block team team_add star watch sponsorship marketplace_purchase"),
        (Talk, "commit_comment discussion discussion_comment gollum page_build project project_card project_column projects_v2"
            + " projects_v2_item projects_v2_status_update sub_issues issue_dependencies"),
        (Application, "github_app_authorization installation installation_repositories installation_target"),
        (Security, "code_scanning_alert dependabot_alert repository_vulnerability_alert repository_advisory secret_scanning_alert"
            + " secret_scanning_alert_location secret_scanning_scan security_advisory security_and_analysis"),
        (Delivery, "deployment deployment_review deployment_protection_rule package registry_package release"),
        (Elsewhere, "create delete merge_group pull_request_review_thread repository_dispatch workflow_dispatch workflow_job"));

    /// <summary>Says it in a sentence.</summary>
    public static string Reason(string eventName, string action) => Reasons.TryGetValue(eventName, out var reason)
        ? reason
        : $"This version does not know the event '{Short(eventName)}'{(action.Length == 0 ? "" : $" with the action '{Short(action)}'")}.";

    private static string Short(string text) => Core.Security.Sanitiser.Line(text, 60);

    private static FrozenDictionary<string, string> Group(params (string Reason, string Events)[] groups) => groups
        .SelectMany(group => group.Events.Split(' '), (group, name) => (name, group.Reason))
        .ToFrozenDictionary(entry => entry.name, entry => entry.Reason, StringComparer.Ordinal);
}
