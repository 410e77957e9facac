using System.ComponentModel.DataAnnotations;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations;

/// <summary>How Slipway works with the outside world. Bound from the configuration section <c>Slipway</c>, checked at start.</summary>
public sealed class IntegrationOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Slipway";

    /// <summary>
    /// Where worktrees, artifacts and temporary files live: an absolute path, made when missing. Default: <c>Slipway</c> in the user's
    /// local application data (<c>~/.local/share/Slipway</c> on Linux).
    /// </summary>
    [Required]
    public string DataDirectory { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "Slipway");

    /// <summary>
    /// Longest log of one process, both streams, in bytes: 64 KiB to 1 GiB, default 10 MB. The middle of a longer one is left out.
    /// </summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public long LogLimitBytes { get; set; } = 10_000_000;

    /// <summary>
    /// Most memory of one agent's processes together: 64 MiB or more, with a unit, such as <c>4GB</c> or <c>512 MiB</c>; unset, the
    /// default, sets no limit. Looked at four times a second, so a sudden burst gets through; the agent is then ended. On Linux only:
    /// elsewhere it is refused. The variable <c>PARALLEL_MEMORY_LIMIT</c> sets it too.
    /// </summary>
    public string? AgentMemoryLimit { get; set; }

    /// <summary>The same in bytes, 64 MiB or more; it comes before <see cref="AgentMemoryLimit"/>.</summary>
    [Range(64L * 1024 * 1024, long.MaxValue)]
    public long? AgentMemoryLimitBytes { get; set; }

    /// <summary>Most processes of one agent at once, 1 or more; unset, the default, sets no limit. As with the memory.</summary>
    [Range(1, int.MaxValue)]
    public int? AgentProcessLimit { get; set; }

    /// <summary>
    /// How many of the machine's processors agents may use, all of them together, such as <c>4 cores</c> or <c>4</c>; unset, the default:
    /// all. On Linux with <c>taskset</c> only: elsewhere it is refused. The variable <c>CPU_LIMIT</c> sets it too.
    /// </summary>
    public string? AgentCpuLimit { get; set; }

    /// <summary>Largest artifact in bytes: 64 KiB to 4 GiB, default 64 MiB.</summary>
    [Range(64 * 1024, 4L * 1024 * 1024 * 1024)]
    public long ArtifactLimitBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Longest run of one Git command: 1 s to 1 h, default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan GitTimeLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Names of environment variables of the host that every agent and gate gets besides the usual ones. Default none. Values of those
    /// whose name says KEY, TOKEN, SECRET, PASSWORD or the like are masked in everything that is kept, passed on or not.
    /// </summary>
    public IList<string> PassThroughEnvironment { get; set; } = [];

    /// <summary>
    /// A JSON file with definitions of agents, each for a range of versions; <c>docs/agents.md</c> shows its form. Default none.
    /// </summary>
    public string? AgentFile { get; set; }

    /// <summary>
    /// Agents of the user's own by name; one with a name that is built in, or in <see cref="AgentFile"/>, replaces it.
    /// </summary>
    public IDictionary<string, AgentDefinition> Agents { get; set; } =
        new Dictionary<string, AgentDefinition>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Names that each stand for several agents which are as good as each other. At most 100. Default none.
    /// </summary>
    public IDictionary<string, AgentGroupOptions> AgentGroups { get; set; } =
        new Dictionary<string, AgentGroupOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// What tokens cost, by model, or by the name of an agent that does not say which model it uses: for agents that tell of tokens and not
    /// of money. At most 200. Default none: what such agents cost is not known.
    /// </summary>
    public IDictionary<string, ModelPrice> Prices { get; set; } = new Dictionary<string, ModelPrice>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The remote agent of codegen.com.</summary>
    public CodegenOptions Codegen { get; set; } = new();

    /// <summary>The memory limit in bytes, whichever way it is given.</summary>
    internal long? MemoryLimitBytes => AgentMemoryLimitBytes ?? Quantities.Bytes(AgentMemoryLimit);
}
