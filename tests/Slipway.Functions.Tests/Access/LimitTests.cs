namespace Slipway.Functions.Tests.Access;

/// <summary>What a role that is for certain definitions or repositories shows and allows. Hank's is for <c>hotfix_*</c>.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Lists_and_single_ones_are_of_what_somebody_may_read()
    {
        await using var scene = await AccessScene.StartAsync();
        await scene.DefineAsync("hotfix_web");
        await scene.DefineAsync("train");
        var (own, other) = (await scene.RunAsync("hank", "hotfix_web"), await scene.RunAsync("ada", "train"));

        Assert.Equal([own], await scene.ListedAsync("hank"));
        Assert.Equal([own], await scene.ListedAsync("hank", "?limit=1"));
        Assert.Empty(await scene.ListedAsync("hank", "?definition=train"));
        Assert.Equal(2, (await scene.ListedAsync("vic")).Count);
        foreach (var path in new[]
        {
            "", "?include=events,context", "/events", "/plan", $"/artifacts/{new string('0', 64)}",
        })
        {
            var hidden = await scene.GetAsync("hank", $"workflows/{other}{path}");
            var missing = await scene.GetAsync("hank", $"workflows/wf-00000000000000000000{path}");
            Assert.Equal((404, "SLW1003"), (hidden.Status, hidden["code"]));
            Assert.Equal(missing["detail"]!.Replace("wf-00000000000000000000", other, StringComparison.Ordinal), hidden["detail"]);
        }

        var stream = await scene.AsAsync(
            "hank", HttpMethod.Get, $"workflows/{other}/events", headers: ("Accept", "text/event-stream"));
        Assert.Equal(404, stream.Status);
        Assert.Equal(200, (await scene.GetAsync("hank", $"workflows/{own}")).Status);
        Assert.Equal(404, (await scene.PostAsync("hank", $"workflows/{other}/cancel", new { })).Status);
        Assert.Equal(202, (await scene.PostAsync("hank", $"workflows/{own}/cancel", new { })).Status);
    }

    [Fact]
    public async Task Definitions_are_listed_shown_and_named_in_hints_to_those_who_may_read_them()
    {
        await using var scene = await AccessScene.StartAsync();
        await scene.DefineAsync("hotfix_web");
        await scene.DefineAsync("train");

        var listed = (await scene.GetAsync("hank", "definitions")).Json.GetProperty("definitions").EnumerateArray()
            .Select(each => each.GetProperty("id").GetString());
        var near = await scene.GetAsync("hank", "definitions/hotfix_webb");
        var start = await scene.PostAsync("hank", "workflows", new { definition = "hotfix_" });

        Assert.Equal(["hotfix_deployment", "hotfix_web"], listed);
        Assert.Equal((404, 404), ((await scene.GetAsync("hank", "definitions/train")).Status, near.Status));
        Assert.Equal(404, (await scene.GetAsync("hank", "definitions/train/plan")).Status);
        Assert.Equal(404, (await scene.GetAsync("hank", "definitions/bug_fix")).Status);
        Assert.Contains("hotfix_web", near["detail"], StringComparison.Ordinal);
        Assert.DoesNotContain("train", near.Text + start.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await scene.GetAsync("hank", "definitions/hotfix_web")).Status);
    }

    [Fact]
    public async Task Others_definitions_are_neither_replaced_nor_removed()
    {
        await using var scene = await AccessScene.StartAsync();
        await scene.DefineAsync("train");

        var put = await scene.AsAsync("hank", HttpMethod.Put, "definitions/train", "id: train", "application/yaml");
        var moved = await scene.AsAsync("hank", HttpMethod.Put, "definitions/hotfix_x", "id: train", "application/yaml");
        var removed = await scene.AsAsync("hank", HttpMethod.Delete, "definitions/train");

        Assert.Equal((403, 400, 403), (put.Status, moved.Status, removed.Status));
        Assert.Contains("definition:update for 'train', which these roles have: admin.", put["detail"], StringComparison.Ordinal);
        Assert.Equal(200, (await scene.GetAsync("root", "definitions/train")).Status);
    }

    [Theory]
    [InlineData("""{"definition":"train"}""")]
    [InlineData("""{"definition":"train@1"}""")]
    [InlineData("""{"definition":"HOTFIX_web"}""")]
    [InlineData("""{"definition":{"id":"hotfix_own","steps":[{"id":"a","uses":"shell.run","config":{"command":"id"}}]}}""")]
    [InlineData("""{"definition":"hotfix_web","agent":{"command":"sh -c id"}}""")]
    [InlineData("""{"requirement":"x","repository":"/tmp","agent":{"name":"a"}}""")]
    [InlineData("""{"Definition":"train"}""")]
    public async Task What_is_not_of_their_definitions_they_do_not_start(string body)
    {
        await using var scene = await AccessScene.StartAsync();
        await scene.DefineAsync("hotfix_web");
        await scene.DefineAsync("train");

        var answer = await scene.AsAsync("hank", HttpMethod.Post, "workflows", body);

        Assert.True(answer.Status is 400 or 403, answer.Text);
        Assert.Empty(await scene.ListedAsync("root"));
    }

    [Fact]
    public async Task An_input_or_command_of_their_own_is_for_those_who_may_everything()
    {
        await using var scene = await AccessScene.StartAsync();
        await scene.DefineAsync("hotfix_web");
        var id = await scene.RunAsync("hank", "hotfix_web");

        var input = await scene.PostAsync("hank", $"workflows/{id}/steps/say/input", new { input = new { command = "id" } });
        var retried = await scene.PostAsync("hank", $"workflows/{id}/steps/say/retry", new { agent = new { command = "id" } });
        var recovered = await scene.PostAsync("hank", $"workflows/{id}/recover", new { agent = new { command = "id" } });
        var byOperator = await scene.PostAsync("ada", $"workflows/{id}/steps/say/input", new { input = new { text = "other" } });

        Assert.Equal((403, 403, 403), (input.Status, retried.Status, recovered.Status));
        Assert.Equal(202, byOperator.Status);
    }

    [Theory]
    [InlineData("""{"definition":{"id":"hotfix_own","steps":[{"id":"a","uses":"wait.event","config":{"event":"go"}}]}}""")]
    [InlineData("""{"definition":"hotfix_web","agent":{"command":"sh -c id"}}""")]
    public async Task What_a_request_brings_itself_stays_of_no_definition_while_it_runs(string body)
    {
        await using var scene = await AccessScene.StartAsync();
        await scene.DefineAsync("hotfix_web");

        var id = (await scene.AsAsync("root", HttpMethod.Post, "workflows", body))["id"]!;

        Assert.Equal([id], await scene.ListedAsync("vic"));
        Assert.Empty(await scene.ListedAsync("hank"));
        Assert.Equal(404, (await scene.GetAsync("hank", $"workflows/{id}")).Status);
        Assert.Equal(404, (await scene.PostAsync("hank", $"workflows/{id}/cancel", new { })).Status);
        Assert.Equal(202, (await scene.PostAsync("ada", $"workflows/{id}/cancel", new { })).Status);
    }

    [Fact]
    public async Task A_lifecycle_with_an_agent_or_gate_of_its_own_stays_of_no_definition_while_it_runs()
    {
        var root = Directory.CreateTempSubdirectory("slipway-access-");
        try
        {
            var repository = Repository(root, "shop");
            await using var scene = await AccessScene.StartAsync(
            [
                .. AccessScene.Person("max", "cycler"), .. Role("cycler", "workflow:*"),
                "--Slipway:Access:Roles:cycler:Definitions:0", "lifecycle", "--Slipway:Agents:kept:Command", "true",
            ]);

            Task<HttpAnswer> StartAsync(string name, object agent, params object[] gates) =>
                scene.PostAsync(name, "workflows", new { requirement = "x", repository, agent, gates });
            var byAgent = await StartAsync("root", new { command = "true" });
            var byGate = await StartAsync("root", new { name = "kept" }, new { name = "g", command = "true" });
            var own = await StartAsync("max", new { name = "kept" });

            Assert.Equal((202, 202, 202), (byAgent.Status, byGate.Status, own.Status));
            Assert.Equal([own["id"]!], await scene.ListedAsync("max"));
            Assert.Equal(404, (await scene.GetAsync("max", $"workflows/{byGate["id"]}")).Status);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Outputs_of_their_own_are_for_those_who_may_everything()
    {
        await using var scene = await AccessScene.StartAsync();
        await scene.DefineAsync("hotfix_web");
        var id = await scene.RunAsync("hank", "hotfix_web");
        var own = new { output = new { text = "id" } };

        var limited = await scene.PostAsync("hank", $"workflows/{id}/steps/go/skip", own);
        var byOperator = await scene.PostAsync("ada", $"workflows/{id}/steps/go/skip", own);
        var said = await scene.PostAsync("hank", $"workflows/{id}/events/other", new { data = new { text = "id" } });
        await scene.App.Fixture.RunUntilIdleAsync();
        var plain = await scene.PostAsync("hank", $"workflows/{id}/steps/say/skip", new { });

        Assert.Equal((403, 202), (limited.Status, byOperator.Status));
        Assert.Equal((202, 202), (said.Status, plain.Status));
    }

    [Fact]
    public async Task Ending_a_workflow_by_a_decision_needs_what_ending_it_does()
    {
        await using var scene = await AccessScene.StartAsync(
            [.. AccessScene.Person("max", "mender"), .. Role("mender", "workflow:read", "workflow:update", "workflow:execute")]);
        await scene.DefineAsync("hotfix_web");
        var id = await scene.RunAsync("ada", "hotfix_web");

        var aborted = await scene.PostAsync("max", $"workflows/{id}/recover", new { decision = "abort" });
        var retried = await scene.PostAsync("max", $"workflows/{id}/recover", new { decision = "retry" });

        Assert.Equal((403, 409), (aborted.Status, retried.Status));
        Assert.Contains("workflow:delete", aborted["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changing_what_a_retried_step_works_with_needs_an_update()
    {
        await using var scene = await AccessScene.StartAsync(
            [.. AccessScene.Person("max", "runner"), .. Role("runner", "workflow:read", "workflow:execute")]);
        await scene.DefineAsync("hotfix_web");
        var id = await scene.RunAsync("ada", "hotfix_web");

        var changed = await scene.PostAsync("max", $"workflows/{id}/steps/go/run", new { input = new { @event = "stop" } });
        var plain = await scene.PostAsync("max", $"workflows/{id}/steps/go/run", new { });

        Assert.Equal((403, 409), (changed.Status, plain.Status));
        Assert.Contains("workflow:update", changed["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hub_of_live_updates_is_for_those_who_may_read_everything()
    {
        await using var scene = await AccessScene.StartAsync();

        var limited = await scene.PostAsync("hank", "negotiate", new { });
        var viewer = await scene.PostAsync("vic", "negotiate", new { });

        Assert.Equal((403, "SLW1009", 200), (limited.Status, limited["code"], viewer.Status));
        Assert.Contains("for all workflows, which these roles have: admin, operator, viewer", limited["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_counts_by_what_Git_works_on()
    {
        var root = Directory.CreateTempSubdirectory("slipway-access-");
        try
        {
            var (shop, secret) = (Repository(root, "shop/web"), Repository(root, "secret"));
            Directory.CreateSymbolicLink(Path.Combine(root.FullName, "shop", "link"), secret);
            await using var scene = await AccessScene.StartAsync(
            [
                .. AccessScene.Person("max", "shop"), .. Role("shop", "workflow:*"),
                "--Slipway:Access:Roles:shop:Repositories:0", $"{root.FullName}/shop/*",
            ]);
            await scene.DefineAsync("hotfix_web");

            Task<HttpAnswer> StartAsync(string name, string? repository) =>
                scene.PostAsync(name, "workflows", new { definition = "hotfix_web", repository });
            var own = await StartAsync("max", shop + "/");
            var byAdmin = await StartAsync("root", secret);

            Assert.Equal((202, 202), (own.Status, byAdmin.Status));
            foreach (var trick in new[]
            {
                secret, $"{shop}/../../secret", $"{root.FullName}/shop/link", $"{root.FullName}/shop/nowhere/../..", null,
            })
            {
                var refused = await StartAsync("max", trick);
                Assert.True((refused.Status, refused["code"]) == (403, "SLW1009"), $"{trick}: {refused.Text}");
            }

            Assert.Equal([own["id"]!], await scene.ListedAsync("max"));
            Assert.Equal(404, (await scene.GetAsync("max", $"workflows/{byAdmin["id"]}")).Status);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static string[] Role(string name, params string[] permissions) =>
        [.. permissions.Index().SelectMany(item => new[] { $"--Slipway:Access:Roles:{name}:Permissions:{item.Index}", item.Item })];

    private static string Repository(DirectoryInfo root, string name)
    {
        var path = Directory.CreateDirectory(Path.Combine(root.FullName, name)).FullName;
        foreach (var arguments in new[]
        {
            new[] { "init", "--quiet", "--initial-branch=main" },
            ["-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "--allow-empty", "--message", "Begin"],
        })
        {
            using var git = System.Diagnostics.Process.Start("git", ["-C", path, .. arguments]);
            git.WaitForExit();
            Assert.Equal(0, git.ExitCode);
        }

        return path;
    }
}
