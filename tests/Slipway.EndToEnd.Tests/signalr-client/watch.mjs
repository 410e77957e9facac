// Prints each live update as a line of JSON, after a line that says it is connected. Usage: node watch.mjs URL KEY
import { HubConnectionBuilder, LogLevel } from "@microsoft/signalr";

const [url, key] = process.argv.slice(2);
const connection = new HubConnectionBuilder()
    .withUrl(`${url}/api`, { headers: { "x-functions-key": key } })
    .configureLogging(LogLevel.Warning)
    .build();
connection.on("workflowEvent", happened => console.log(JSON.stringify(happened)));
connection.onclose(error => process.exit(error ? 1 : 0));
await connection.start();
console.log("connected");
