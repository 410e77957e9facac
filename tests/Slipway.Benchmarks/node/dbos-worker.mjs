// The workload on DBOS, in this process, over the PostgreSQL database named by the first argument.
// Takes a request a line on stdin, {"do":"run"|"signal","count":N,"inFlight":N}, and answers each with "@ {json}" on stdout, as the
// engine's worker does (Worker/WorkRequest.cs). The first answer comes by itself, when it is ready. Ends with its stdin.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { DBOS } from "@dbos-inc/dbos-sdk";
import pg from "pg";
import { expected, step } from "./workload.mjs";

const databaseUrl = process.argv[2];
const durabilitySettings = ["fsync", "synchronous_commit", "full_page_writes", "wal_sync_method"];

const fiveSteps = DBOS.registerWorkflow(
  async (input) => {
    let value = input;
    for (let number = 1; number <= 5; number++) {
      const result = await DBOS.runStep(() => step(number, value), { name: `step ${number}` });
      value = result.value;
    }

    return value;
  },
  { name: "FiveSteps" });

const waiter = DBOS.registerWorkflow(
  async () => (await DBOS.recv("go", 60)).value,
  { name: "Waiter" });

const work = {
  run: async (input) => {
    const handle = await DBOS.startWorkflow(fiveSteps)(input);
    check(await handle.getResult(), expected(input));
  },
  signal: async (input) => {
    const handle = await DBOS.startWorkflow(waiter)();
    await DBOS.send(handle.workflowID, { value: input }, "go");
    check(await handle.getResult(), input);
  },
};

function check(actual, wanted) {
  if (actual !== wanted) {
    throw new Error(`a workflow returned ${actual} instead of ${wanted}`);
  }
}

/** Runs one piece of work count times, so many at once; gives the time of each and of all. */
async function load(one, count, inFlight) {
  const latenciesMs = new Array(count);
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next++;
      const begun = performance.now();
      await one(index);
      latenciesMs[index] = performance.now() - begun;
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: inFlight }, lane));
  return { elapsedMs: performance.now() - begun, latenciesMs };
}

async function describe() {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const shown = [];
  for (const setting of durabilitySettings) {
    shown.push(`${setting}=${Object.values((await client.query(`SHOW ${setting}`)).rows[0])[0]}`);
  }

  const server = Object.values((await client.query("SHOW server_version")).rows[0])[0];
  await client.end();
  const sdk = JSON.parse(readFileSync(new URL("node_modules/@dbos-inc/dbos-sdk/package.json", import.meta.url), "utf8"));
  return {
    version: `@dbos-inc/dbos-sdk ${sdk.version}, Node.js ${process.versions.node}, PostgreSQL ${server}`,
    durability: `PostgreSQL: ${shown.join(", ")}`,
  };
}

const reply = (value) => process.stdout.write(`@ ${JSON.stringify(value)}\n`);

DBOS.setConfig({ name: "slipway-benchmarks", systemDatabaseUrl: databaseUrl });
await DBOS.launch();
reply(await describe());

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  try {
    reply(await load(work[request.do], request.count, request.inFlight));
  } catch (error) {
    reply({ error: error.stack ?? String(error) });
  }
}

await DBOS.shutdown();
process.exit(0);
