using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Integrations.Agents;
using Slipway.Integrations.Agents.Codegen;
using Slipway.Integrations.Agents.Templates;
using Slipway.Integrations.Ai;
using Slipway.Integrations.Artifacts;
using Slipway.Integrations.Gates;
using Slipway.Integrations.Git;
using Slipway.Integrations.Http;
using Slipway.Integrations.Git.GitHub;
using Slipway.Integrations.Processes;
using Slipway.Integrations.Secrets;
using Slipway.Integrations.Steps;
using Slipway.Integrations.Trackers;
using Slipway.Integrations.Trackers.Issues;

namespace Slipway.Integrations;

/// <summary>Registers the outside world.</summary>
public static class SlipwayIntegrations
{
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Registers all ports of <c>Slipway.Core.Ports</c> as singletons: agents, workspaces, local pull requests, gates, artifacts and the
    /// process supervisor. They are thread-safe. <see cref="TimeProvider"/> is the system's unless one is registered.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">Its section <c>Slipway</c> is bound to <see cref="IntegrationOptions"/>, which are checked at
    /// start.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddSlipwayIntegrations(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<IntegrationOptions>().Bind(configuration.GetSection(IntegrationOptions.SectionName))
            .Configure(options =>
            {
                options.AgentMemoryLimit ??= configuration["PARALLEL_MEMORY_LIMIT"];
                options.AgentCpuLimit ??= configuration["CPU_LIMIT"];
                AddMembers(options.AgentGroups, configuration);
            })
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IntegrationOptions>, IntegrationOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();

        services.TryAddSingleton(provider => new HostSecrets(configuration, [DataDirectory(provider), .. HostDirectory(configuration)]));
        services.TryAddSingleton<ISecretMask>(provider => provider.GetRequiredService<HostSecrets>());
        AddProcesses(services);
        services.TryAddSingleton<IArtifactStore>(provider =>
            new FileArtifactStore(DataDirectory(provider), Options(provider).ArtifactLimitBytes));
        AddAgents(services);
        AddGates(services);
        AddOutbound(services, configuration);
        AddGit(services);
        AddSteps(services);
        services.AddGitHub(configuration);
        services.AddAi(configuration);
        return services;
    }

    private static void AddProcesses(IServiceCollection services)
    {
        services.TryAddSingleton<RunningProcesses>();
        services.TryAddSingleton<IProcessFinder>(provider => OperatingSystem.IsLinux()
            ? new LinuxProcessFinder()
            : new RecordedProcessFinder(Path.Combine(DataDirectory(provider), "processes")));
        services.TryAddSingleton(provider => new ProcessMarks(DataDirectory(provider), provider.GetRequiredService<IProcessFinder>()));
        services.TryAddSingleton(provider => new ProcessRunner(
            provider.GetRequiredService<ProcessMarks>(),
            provider.GetRequiredService<IProcessFinder>(),
            provider.GetRequiredService<RunningProcesses>(),
            TemporaryDirectory(provider),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IProcessSupervisor>(provider => new ProcessSupervisor(
            provider.GetRequiredService<RunningProcesses>(),
            provider.GetRequiredService<IProcessFinder>(),
            provider.GetRequiredService<ProcessMarks>(),
            TemporaryDirectory(provider),
            Path.Combine(DataDirectory(provider), WorktreeFiles.FolderName),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ProcessSupervisor>>()));
    }

    private static void AddAgents(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new AgentVersions(
            provider.GetRequiredService<ProcessRunner>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new AgentSessions(
            Path.Combine(DataDirectory(provider), AgentSessions.FolderName), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new AgentTools(
            Options(provider),
            provider.GetRequiredService<ProcessRunner>(),
            provider.GetRequiredService<IArtifactStore>(),
            provider.GetRequiredService<HostSecrets>(),
            provider.GetRequiredService<AgentVersions>(),
            provider.GetRequiredService<AgentSessions>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<AgentStatistics>();
        services.TryAddSingleton<IAgentBreakers, NoBreakers>();
        services.TryAddSingleton<IUsageLedger, NoUsageLedger>();
        services.TryAddSingleton<IRateLimits, RateLimits>();
        services.AddHttpClient(CodegenOptions.AgentName, http =>
        {
            http.Timeout = TimeSpan.FromSeconds(30);
            http.MaxResponseContentBufferSize = 16 * 1024 * 1024;
        });
        services.TryAddSingleton(provider => new AgentCatalog(
            provider.GetRequiredService<AgentTools>(), provider.GetRequiredService<AgentStatistics>(), Codegen(provider),
            provider.GetRequiredService<IAgentBreakers>()));
        services.TryAddSingleton<IAgentCatalog>(provider => provider.GetRequiredService<AgentCatalog>());
        services.TryAddSingleton<IAgentPool>(provider => new AgentPool(
            provider.GetRequiredService<AgentCatalog>(), provider.GetRequiredService<AgentStatistics>()));
    }

    /// <summary>Reads the short form of groups: their members alone.</summary>
    private static void AddMembers(IDictionary<string, AgentGroupOptions> groups, IConfiguration configuration)
    {
        var section = configuration.GetSection($"{IntegrationOptions.SectionName}:{nameof(IntegrationOptions.AgentGroups)}");
        foreach (var group in section.GetChildren())
        {
            var members = group.GetChildren().Where(entry => int.TryParse(entry.Key, out _)).Select(entry => entry.Value).OfType<string>();
            groups.TryAdd(group.Key, new AgentGroupOptions());
            groups[group.Key].Members = [.. groups[group.Key].Members, .. members];
        }
    }

    private static CodegenAgent? Codegen(IServiceProvider provider)
    {
        var options = Options(provider).Codegen;
        if (options.OrganizationId == 0)
        {
            return null;
        }

        var http = provider.GetRequiredService<IHttpClientFactory>().CreateClient(CodegenOptions.AgentName);
        var client = new CodegenClient(
            http, options, provider.GetRequiredService<IRateLimits>(), provider.GetRequiredService<TimeProvider>());
        return new CodegenAgent(client, options, provider.GetRequiredService<AgentTools>());
    }

    private static void AddGates(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new GateCommand(
            Options(provider), provider.GetRequiredService<ProcessRunner>(), provider.GetRequiredService<IArtifactStore>(),
            provider.GetRequiredService<HostSecrets>()));
        services.AddSingleton<IGateKind, CommandGate>();
        foreach (var kind in new[] { GateKind.Coverage, GateKind.Tests, GateKind.Audit })
        {
            services.AddSingleton<IGateKind>(provider => ActivatorUtilities.CreateInstance<ReportGate>(provider, kind));
        }

        services.AddSingleton<IGateKind, PlatformChecksGate>();
        services.AddSingleton<IGateKind, AiReviewGate>();
        services.TryAddSingleton<IQualityGate, QualityGates>();
    }

    private static void AddOutbound(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OutboundOptions>().Bind(configuration.GetSection(OutboundOptions.Section));
        services.TryAddSingleton<INotifier>(provider =>
            new WebhookNotifier(Guarded(provider), configuration, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider =>
            new AtlassianClient(Guarded(provider), configuration, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IIssueTracker, JiraTracker>();
        services.TryAddSingleton<IReleaseVersions, JiraVersions>();
        services.TryAddSingleton<IDocumentation, ConfluencePages>();
        services.TryAddSingleton<IssueSources>();
        services.TryAddSingleton(_ => new SecretStore(configuration));
        services.TryAddSingleton(provider =>
        {
            // A step has a limit of its own.
            var http = Guarded(provider);
            http.Timeout = Timeout.InfiniteTimeSpan;
            return new HttpCallSender(http, provider.GetRequiredService<SecretStore>(), provider.GetRequiredService<TimeProvider>());
        });
    }

    private static HttpClient Guarded(IServiceProvider provider) =>
        new(OutboundHandler.Create(provider.GetRequiredService<IOptions<OutboundOptions>>().Value)) { Timeout = RequestLimit };

    private static void AddGit(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new GitCommand(
            provider.GetRequiredService<ProcessRunner>(), Options(provider).GitTimeLimit, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<GitHubOptions>>().Value is { AppId: not null } app
                ? new GitHubSignIn(app, provider.GetRequiredService<IGitHubCredentials>()).VariablesAsync
                : null));
        services.TryAddSingleton<RepositoryGates>();
        services.TryAddSingleton<IWorkspaces>(provider => new GitWorkspaces(
            provider.GetRequiredService<GitCommand>(),
            new WorktreeFiles(DataDirectory(provider)),
            provider.GetRequiredService<RepositoryGates>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider =>
        {
            var git = provider.GetRequiredService<GitCommand>();
            return new BaseBranchMerge(git, new MergeTree(git, TemporaryDirectory(provider)));
        });
        services.TryAddSingleton<LocalPullRequests>();
        services.TryAddSingleton<IKeptPullRequests>(provider => ActivatorUtilities.CreateInstance<KeptPullRequests>(
            provider, provider.GetRequiredService<IOptions<GitHubOptions>>().Value));
        services.TryAddSingleton<IGitPlatform>(provider =>
        {
            var local = provider.GetRequiredService<LocalPullRequests>();
            var github = provider.GetRequiredService<IOptions<GitHubOptions>>().Value;
            if (!github.IsSet)
            {
                return local;
            }

            var pulls = new GitHubPullRequests(
                provider.GetRequiredService<GitHubClient>(), provider.GetRequiredService<GitCommand>(), github);
            var reports = new GitHubReports(
                provider.GetRequiredService<GitHubIssues>(), provider.GetRequiredService<GitHubCommits>(), github);
            var replies = new GitHubReplies(
                provider.GetRequiredService<GitHubClient>(), provider.GetRequiredService<GitHubIssues>());
            return new RoutedPullRequests(local, pulls, reports, replies, provider.GetRequiredService<GitHubRemotes>());
        });
    }

    private static void AddSteps(IServiceCollection services) => services.TryAddEnumerable(
    [
        ServiceDescriptor.Singleton<IStepPlugin, ShellRun>(provider => new ShellRun(
            Options(provider), provider.GetRequiredService<ProcessRunner>(), provider.GetRequiredService<IArtifactStore>(),
            provider.GetRequiredService<HostSecrets>(), TemporaryDirectory(provider))),
        ServiceDescriptor.Singleton<IStepPlugin, GateStep>(),
        ServiceDescriptor.Singleton<IStepPlugin, GitBranch>(),
        ServiceDescriptor.Singleton<IStepPlugin, GitCommit>(),
        ServiceDescriptor.Singleton<IStepPlugin, GitDeploy>(),
        ServiceDescriptor.Singleton<IStepPlugin, GitFile>(),
        ServiceDescriptor.Singleton<IStepPlugin, GitOpenPullRequest>(),
        ServiceDescriptor.Singleton<IStepPlugin, GitComment>(),
        ServiceDescriptor.Singleton<IStepPlugin, GitMerge>(),
        ServiceDescriptor.Singleton<IStepPlugin, GitIntegrate>(),
        ServiceDescriptor.Singleton<IStepPlugin, ArtifactSave>(),
        ServiceDescriptor.Singleton<IStepPlugin, AiDecide>(),
        ServiceDescriptor.Singleton<IStepPlugin, ContextAnalyze>(),
        ServiceDescriptor.Singleton<IStepPlugin, HttpCall>(),
        ServiceDescriptor.Singleton<IStepPlugin, Notify>(),
        ServiceDescriptor.Singleton<IStepPlugin, IssueSelect>(),
        ServiceDescriptor.Singleton<IStepPlugin, IssueFind>(),
        ServiceDescriptor.Singleton<IStepPlugin, IssueComment>(),
        ServiceDescriptor.Singleton<IStepPlugin, IssueMove>(),
        ServiceDescriptor.Singleton<IStepPlugin, DocsPublish>(),
        ServiceDescriptor.Singleton<IStepPlugin, ReleaseVersion>(),
    ]);

    private static IntegrationOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<IntegrationOptions>>().Value;

    // Without symbolic links: Git writes worktrees' paths so, and they are compared.
    private static string DataDirectory(IServiceProvider provider) => RealPath.Of(Options(provider).DataDirectory);

    // The embedded host keeps its keys in its own directory, should that be another one.
    private static IEnumerable<string> HostDirectory(IConfiguration configuration) =>
        configuration["LocalHost:DataDirectory"] is { Length: > 0 } directory ? [directory] : [];

    private static string TemporaryDirectory(IServiceProvider provider) => Path.Combine(DataDirectory(provider), "tmp");
}
