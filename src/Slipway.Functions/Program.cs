using Microsoft.Extensions.Hosting;
using Slipway.Functions;

await SlipwayApplication.CreateBuilder(args).Build().RunAsync();
