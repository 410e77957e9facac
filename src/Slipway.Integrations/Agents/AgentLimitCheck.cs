using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Agents;

/// <summary>Says what is wrong with the settings that limit what agents take of the machine.</summary>
internal static class AgentLimitCheck
{
    private const long LeastMemoryBytes = 64L * 1024 * 1024;

    internal static IEnumerable<string> Problems(IntegrationOptions options)
    {
        if (options.AgentMemoryLimit is { } memory && !(Quantities.Bytes(memory) >= LeastMemoryBytes))
        {
            yield return $"Slipway:AgentMemoryLimit (or PARALLEL_MEMORY_LIMIT) is '{memory}'; give 64 MiB or more with a unit, such as 4GB "
                + "or 512 MiB.";
        }

        if (options.AgentCpuLimit is { } processors && Quantities.Cores(processors) is null)
        {
            yield return $"Slipway:AgentCpuLimit (or CPU_LIMIT) is '{processors}'; give a number of processors, such as 4 or 4 cores.";
        }

        if (!OperatingSystem.IsLinux() && (options.MemoryLimitBytes ?? options.AgentProcessLimit) is not null)
        {
            yield return "Slipway:AgentMemoryLimit and Slipway:AgentProcessLimit can be held on Linux only; remove them.";
        }

        if (options.AgentCpuLimit is not null && ProcessorLimit.Program is null)
        {
            yield return "Slipway:AgentCpuLimit needs Linux and the program taskset, which is not in PATH; install it, or remove the "
                + "setting.";
        }
    }
}
