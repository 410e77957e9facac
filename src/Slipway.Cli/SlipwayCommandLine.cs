using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Slipway.Cli.Commands;

namespace Slipway.Cli;

/// <summary>The <c>slipway</c> command: its verbs, and the boundary where failures become words and an exit code.</summary>
internal static class SlipwayCommandLine
{
    /// <summary>Parses and runs one command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args, CliEnvironment environment, CancellationToken cancellationToken)
    {
        // A requirement may begin with '@': no response files.
        var parsed = Create(environment).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction and not ExampleHelpAction)
        {
            foreach (var error in parsed.Errors.Take(5))
            {
                await environment.Error.WriteLineAsync($"slipway: {error.Message}");
            }

            await environment.Error.WriteLineAsync($"Run `slipway {VerbOf(parsed.CommandResult)}--help` to see what it takes.");
            return ExitCode.BadInput;
        }

        var invocation = new InvocationConfiguration
        {
            Output = environment.Output,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (CliException failure)
        {
            await environment.Error.WriteLineAsync($"slipway: {failure.Message}");
            return failure.ExitCode;
        }
        catch (OutputLostException lost) when (lost.ReaderGone)
        {
            return ExitCode.ReaderGone;
        }
        catch (OutputLostException lost)
        {
            await environment.Error.WriteLineAsync($"slipway: {lost.Message}");
            return ExitCode.OutputLost;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    /// <summary>The verb with those above it, such as <c>pr show </c>; nothing for none.</summary>
    private static string VerbOf(SymbolResult? result) =>
        result is CommandResult { Command: not RootCommand } command ? VerbOf(command.Parent) + command.Command.Name + " " : string.Empty;

    private static RootCommand Create(CliEnvironment environment)
    {
        var root = new RootCommand("Slipway drives a requirement, with AI coding agents, to a merged pull request - durably.")
        {
            GlobalOptions.Url,
            GlobalOptions.Key,
            GlobalOptions.Data,
            new DemoCommand(environment),
            new RunCommand(environment),
            new ServeCommand(environment),
            new StatusCommand(environment),
            new ListCommand(environment),
            new WatchCommand(environment),
            new LogCommand(environment),
            new PauseCommand(environment),
            new ResumeCommand(environment),
            new CancelCommand(environment),
            new RecoverCommand(environment),
            new ApproveCommand(environment),
            new RejectCommand(environment),
            new StepCommand(environment),
            new EventCommand(environment),
            new WhyCommand(environment),
            new ForkCommand(environment),
            new RewindCommand(environment),
            new PlanCommand(environment),
            new SchemaCommand(environment),
            new DefinitionCommand(environment),
            new VerifyCommand(environment),
            new ExportCommand(environment),
            new ReplayCommand(environment),
            new WebhookCommand(environment),
            new PullRequestCommand(environment),
            new AccessCommand(environment),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampleHelpAction((HelpAction)help.Action!);
        return root;
    }
}
