/** What the compose file promises beyond its syntax; each rule names what breaks it. */

/** Third-party servers that write beside their volumes, and why that can not be helped. */
const writesBesideVolumes = new Set(['elasticsearch']);
/** The only ways in: people, and on this machine alone the operator. */
const mayPublish = new Set(['gateway', 'grafana']);

const rules = [
  ['has no memory limit (mem_limit)', (service) => service.mem_limit === undefined],
  ['may write anywhere (read_only)', (service, name) => service.read_only !== true && !writesBesideVolumes.has(name)],
  ['keeps capabilities that it does not need (cap_drop: [ALL])', (service) => !service.cap_drop?.includes('ALL')],
  ['may gain privileges (no-new-privileges)', (service) => !service.security_opt?.includes('no-new-privileges:true')],
  ['logs without limit (logging.options.max-size)', (service) => service.logging?.options?.['max-size'] === undefined],
  ['has no health check', (service) => service.restart !== 'on-failure' && service.healthcheck?.test === undefined],
  ['has an image without a fixed version', (service) => !hasVersion(service.image)],
  ['publishes a port', (service, name) => service.ports !== undefined && !mayPublish.has(name)],
];

/** @param {Record<string, object>} services as written, merge keys resolved @returns {string[]} what is wrong */
export function brokenRules(services) {
  return Object.entries(services).flatMap(([name, service]) =>
    rules.filter(([, breaks]) => breaks(service, name)).map(([words]) => `service ${name} ${words}`),
  );
}

/** `postgres:18`, also as the default of a variable: `${POSTGRES_IMAGE:-postgres:18}`. */
function hasVersion(image) {
  const written = /^\$\{\w+:-(.+)\}$/.exec(image)?.[1] ?? image;
  const tag = /:([^/]+)$/.exec(written.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'))?.[1];
  return tag !== undefined && tag !== 'latest';
}

/** Variables that are handed to processes of DJAMMS, none of which would say that it does not know one. */
export function unknownVariables(services, known) {
  return Object.entries(services)
    .filter(([, { image }]) => image?.startsWith('djamms/'))
    .flatMap(([name, { environment = {} }]) =>
      Object.keys(environment)
        .filter((variable) => !known.has(variable))
        .map((variable) => `service ${name} is given ${variable}, which libs/platform/src/config does not read`),
    );
}
