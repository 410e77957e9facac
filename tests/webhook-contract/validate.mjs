// Says of payloads whether they fit GitHub's own description of its webhooks.
// In: one JSON array of { event, payload }. Out: for each, in order, what is wrong with it, as a JSON array of texts; empty where it fits.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const require = createRequire(import.meta.url);
const description = require('@octokit/openapi-webhooks/generated/api.github.com.json');

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'github', components: description.components });

const schemaOf = ({ event, payload }) => {
  const name = [event, payload.action].filter(Boolean).join('-').replaceAll('_', '-');
  const found = description.webhooks[name]?.post.requestBody.content['application/json'].schema;
  return found && { $ref: `github${found.$ref}` };
};

const wrong = (delivery) => {
  const schema = schemaOf(delivery);
  if (!schema) {
    return ['GitHub describes no such delivery'];
  }

  ajv.validate(schema, delivery.payload);
  return (ajv.errors ?? []).map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
};

console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(wrong)));
