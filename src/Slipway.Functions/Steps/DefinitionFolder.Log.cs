using Microsoft.Extensions.Logging;
using Slipway.Core.Definitions;

namespace Slipway.Functions.Steps;

internal sealed partial class DefinitionFolder
{
    [LoggerMessage(LogLevel.Information, "Read {Count} definitions from the folder: {Ids}.")]
    private partial void LogRead(int count, string ids);

    [LoggerMessage(LogLevel.Error, "A definition in the folder cannot be used: {Problem}")]
    private partial void LogProblem(DefinitionProblem problem);
}
