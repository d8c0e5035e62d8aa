// Makes the Secret `djamms-secrets` of a development system, inside of its cluster: nobody has to invent keys, none are
// in a repository, and each system has its own. A Secret that is there already stays as it is.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

const account = '/var/run/secrets/kubernetes.io/serviceaccount';
const token = readFileSync(`${account}/token`, 'utf8');
const namespace = readFileSync(`${account}/namespace`, 'utf8');
const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;

const random = () => randomBytes(32).toString('hex');
const postgresPassword = random();
// NATS takes a password that begins with a digit for a number.
const natsPassword = `n${random()}`;

const response = await fetch(`${server}/api/v1/namespaces/${namespace}/secrets`, {
  method: 'POST',
  headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
  body: JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'djamms-secrets', labels: { 'app.kubernetes.io/part-of': 'djamms' } },
    type: 'Opaque',
    stringData: {
      JWT_SECRET: random(),
      ENCRYPTION_KEY: random(),
      POSTGRES_PASSWORD: postgresPassword,
      DATABASE_URL: `postgres://djamms:${postgresPassword}@postgres:5432/djamms`,
      NATS_PASSWORD: natsPassword,
      NATS_URL: `nats://djamms:${natsPassword}@nats:4222`,
    },
  }),
});
const answer = await response.text();
if (response.status === 201) process.stdout.write('Made the Secret djamms-secrets\n');
else if (response.status === 409)
  process.stdout.write('The Secret djamms-secrets is there already; it stays as it is\n');
else {
  process.stderr.write(`The API server refused the Secret with ${response.status}: ${answer}\n`);
  process.exitCode = 1;
}
