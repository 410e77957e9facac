using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Slipway.Core.Ports;
using Slipway.Functions;

// The whole host, and one plugin more.
var builder = SlipwayApplication.CreateBuilder(args);
builder.Services.AddSingleton<IStepPlugin, CountWords>();
await builder.Build().RunAsync();
