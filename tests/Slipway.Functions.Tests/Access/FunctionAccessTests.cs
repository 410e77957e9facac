using Microsoft.Azure.Functions.Worker;
using Slipway.Core.Security.Access;
using Slipway.Functions.Access;
using Slipway.Functions.Api.Description;

namespace Slipway.Functions.Tests.Access;

/// <summary>What each function needs, function by function and role by role.</summary>
public sealed class FunctionAccessTests
{
    private static readonly (string Name, Role Role)[] People =
        [.. new[] { "root", "ada", "vic" }.Zip(Role.BuiltIn, (name, role) => (name, role))];

    [Fact]
    public void Every_function_that_a_request_can_call_has_its_permission_and_no_other()
    {
        Assert.Equal(
            ApiDescription.Functions.Keys.Order(StringComparer.Ordinal), FunctionPermissions.All.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            FunctionPermissions.All.Values.Where(permission => permission != FunctionPermissions.None),
            permission => Assert.Contains(permission, Permission.All));
    }

    [Fact]
    public void Each_permission_is_needed_for_something() => Assert.Equal(
        Permission.All.Order(StringComparer.Ordinal),
        FunctionPermissions.All.Values.Distinct().Where(permission => permission.Length > 0).Order(StringComparer.Ordinal));

    [Fact]
    public void Only_what_has_a_signature_or_tells_nothing_of_workflows_is_open() => Assert.Equal(
        ["DescribeApi", "GitHubWebhook", "Health", "HealthLive", "HealthReady"],
        FunctionPermissions.All.Where(function => function.Value == FunctionPermissions.None).Select(function => function.Key)
            .Order(StringComparer.Ordinal));

    [Fact]
    public async Task Each_function_asks_who_somebody_is_and_lets_in_whoever_may()
    {
        await using var scene = await AccessScene.StartAsync();
        foreach (var (function, trigger) in ApiDescription.Functions)
        {
            var permission = FunctionPermissions.All[function];
            var (method, path) = (HttpMethod.Parse(trigger.Methods![0]), PathOf(trigger));
            var unknown = await scene.App.SendAsync(method, path);
            if (permission == FunctionPermissions.None)
            {
                Assert.True(unknown.Status is 200 or 401 && unknown["code"] is null or "SLW1005", $"{function}: {unknown.Text}");
                continue;
            }

            Assert.True((unknown.Status, unknown["code"]) == (401, "SLW1008"), $"{function}: {unknown.Text}");
            foreach (var (name, role) in People)
            {
                var answer = await scene.AsAsync(name, method, path, headers: ("Accept", "application/json"));
                if (role.Has(permission))
                {
                    Assert.True(answer.Status is not (401 or 403 or 500), $"{function} as {role.Name}: {answer.Text}");
                    continue;
                }

                Assert.True((answer.Status, answer["code"]) == (403, "SLW1009"), $"{function} as {role.Name}: {answer.Text}");
                Assert.Contains($"{name} ({role.Name}) may not do this: it needs {permission}", answer["detail"], StringComparison.Ordinal);
                Assert.Contains("these roles have: admin", answer["detail"], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_host_without_settings_asks_nobody()
    {
        await using var app = await AppScene.StartAsync();

        var answer = await app.SendAsync(
            HttpMethod.Get, "workflows", headers: [("Authorization", "Bearer nonsense"), ("X-MS-CLIENT-PRINCIPAL", "nonsense")]);

        Assert.Equal(200, answer.Status);
    }

    private static string PathOf(HttpTriggerAttribute trigger) => trigger.Route!
        .Replace("definitions/{id}", "definitions/unknown", StringComparison.Ordinal)
        .Replace("{id}", Some.Id, StringComparison.Ordinal)
        .Replace("{step}", "step", StringComparison.Ordinal)
        .Replace("{name}", "name", StringComparison.Ordinal)
        .Replace("{sha256}", new string('0', 64), StringComparison.Ordinal);
}
