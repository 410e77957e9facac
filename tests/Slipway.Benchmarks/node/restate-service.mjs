// The workload as Restate services, for the server under test. Prints "@ {json}" with its port once it listens; ends with its stdin.
import { readFileSync } from "node:fs";
import * as restate from "@restatedev/restate-sdk";
import { step } from "./workload.mjs";

// The SDK counts on it; Node.js has it from version 22 on.
Promise.withResolvers ??= function () {
  const made = {};
  made.promise = new this((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};

const fiveSteps = restate.workflow({
  name: "FiveSteps",
  handlers: {
    run: async (ctx, input) => {
      let value = input;
      for (let number = 1; number <= 5; number++) {
        const result = await ctx.run(`step ${number}`, () => step(number, value));
        value = result.value;
      }

      return value;
    },
  },
});

const waiter = restate.workflow({
  name: "Waiter",
  handlers: {
    run: async (ctx) => (await ctx.promise("go")).value,
    signal: async (ctx, payload) => {
      await ctx.promise("go").resolve(payload);
    },
  },
});

const port = await restate.serve({ services: [fiveSteps, waiter], port: Number(process.argv[2]) });
const sdk = JSON.parse(readFileSync(new URL("node_modules/@restatedev/restate-sdk/package.json", import.meta.url), "utf8"));
const ready = { version: `@restatedev/restate-sdk ${sdk.version}, Node.js ${process.versions.node}`, port };
process.stdout.write(`@ ${JSON.stringify(ready)}\n`);

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
