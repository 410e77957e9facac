using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Slipway.LocalHost.Hosting.Functions;

/// <summary>Something a function returns that goes to a SignalR hub.</summary>
/// <param name="Attribute">The binding.</param>
/// <param name="Property">The property of the result that is sent; null means the whole result.</param>
internal sealed record FunctionOutput(SignalROutputAttribute Attribute, PropertyInfo? Property);
