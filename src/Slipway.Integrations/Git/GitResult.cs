namespace Slipway.Integrations.Git;

/// <summary>What a Git command that ran to its end said.</summary>
/// <param name="ExitCode">0 is success.</param>
/// <param name="Output">Its standard output, without the last line end.</param>
/// <param name="Error">Its last words on standard error, without credentials.</param>
internal sealed record GitResult(int ExitCode, string Output, string Error)
{
    internal bool Succeeded => ExitCode == 0;
}
