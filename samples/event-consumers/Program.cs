using Azure.Storage.Queues;
using EventConsumers;

const string Usage = """
    Usage: event-consumers VERB [ARGUMENT]
      fan-out              copies each event to a queue of each consumer below
      validate COMMAND     runs COMMAND for each merged pull request; its exit code decides
      notify [URL]         posts what people should know to a chat webhook, or prints it
      pull-requests FILE   keeps a list of all pull requests in FILE
    Environment: EVENTS_CONNECTION (default UseDevelopmentStorage=true), EVENTS_QUEUE (default workflow-events),
    EVENTS_ONCE=1 ends when the queue is empty. SLIPWAY_URL and SLIPWAY_KEY: the host, from which the data of large events are fetched.
    """;

var verb = args.FirstOrDefault();
var argument = args.ElementAtOrDefault(1);
var connection = Environment.GetEnvironmentVariable("EVENTS_CONNECTION") ?? "UseDevelopmentStorage=true";
var root = Environment.GetEnvironmentVariable("EVENTS_QUEUE") ?? "workflow-events";
string[] consumers = ["validate", "notify", "pull-requests"];

using var http = new HttpClient();
Func<CloudEvent, string, Task>? handle = verb switch
{
    "fan-out" => await FanOut.ToAsync(consumers.Select(consumer => Queue($"{root}-{consumer}"))),
    "validate" when argument is not null => new ValidationPipeline(argument).HandleAsync,
    "notify" => new Notifier(http, argument is null ? null : new Uri(argument)).HandleAsync,
    "pull-requests" when argument is not null => new PullRequestManager(argument).HandleAsync,
    _ => null,
};
if (handle is null)
{
    await Console.Error.WriteLineAsync(Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var name = verb == "fan-out" ? root : $"{root}-{verb}";
var data = new EventData(http, Environment.GetEnvironmentVariable("SLIPWAY_URL"), Environment.GetEnvironmentVariable("SLIPWAY_KEY"));

// A copy keeps the reference; whoever reads it fetches the data.
Func<CloudEvent, string, Task> take = verb == "fan-out"
    ? handle
    : async (happened, text) => await handle(await data.OfAsync(happened), text);
var reader = new EventReader(Queue(name), Queue($"{name}-poison"), take);
await reader.RunAsync(untilEmpty: Environment.GetEnvironmentVariable("EVENTS_ONCE") == "1", stop.Token);
return 0;

// A version that both the service and Azurite of today know.
QueueClient Queue(string queue) =>
    new(connection, queue, new QueueClientOptions(QueueClientOptions.ServiceVersion.V2025_07_05));
