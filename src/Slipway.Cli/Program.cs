using System.Runtime.InteropServices;
using System.Text;
using Slipway.Cli;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

using var interrupted = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);

return await SlipwayCommandLine.InvokeAsync(args, CliEnvironment.FromProcess(), interrupted.Token);

// The first signal ends the command in order; a second one ends the process. Workflows are durable, so neither loses anything.
void Interrupt(PosixSignalContext context)
{
    context.Cancel = true;
    if (interrupted.IsCancellationRequested)
    {
        Environment.Exit(ExitCode.Interrupted);
    }

    interrupted.Cancel();
}
