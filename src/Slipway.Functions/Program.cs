using Microsoft.Extensions.Hosting;
using Slipway.Functions;

try
{
    await SlipwayApplication.CreateBuilder(args).Build().RunAsync();
    return 0;
}
catch (Exception exception) when (exception is not OperationCanceledException)
{
    // The host's log has the whole of it; a person wants the sentence.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
