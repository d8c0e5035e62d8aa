// What DJAMMS asks of its manifests beyond their syntax. Every rule takes all documents of one overlay and yields what
// is wrong, as sentences that name the object.

/** Programs of others that have to write beside their data. */
const writesItsOwnFolders = ['elasticsearch'];
/** The only pods that talk to the API server. */
const usesTheApiServer = ['make-secrets'];

const kinds = (documents, ...wanted) => documents.filter(({ kind }) => wanted.includes(kind));
const nameOf = ({ kind, metadata }) => `${kind}/${metadata.name}`;
const workloads = (documents) =>
  kinds(documents, 'Deployment', 'StatefulSet', 'Job').map((document) => {
    const { metadata = {}, spec } = document.spec.template;
    return { document, name: nameOf(document), pod: spec, labels: metadata.labels ?? {} };
  });
const containersOf = ({ name, pod }) =>
  [...(pod.initContainers ?? []), ...pod.containers].map((container) => ({
    container,
    name: `${name}, container ${container.name}`,
  }));
const services = (documents) =>
  workloads(documents).filter(({ labels }) => labels['app.kubernetes.io/component'] === 'service');
const selects = (selector, labels) =>
  Object.entries(selector).every(([key, value]) => labels[key] === value) && Object.keys(selector).length > 0;

/** `[{ rule, check(documents, facts) }]`; facts: `{ variables: Set, version }`. */
export const policies = [
  {
    rule: 'containers ask for processor time and memory, and have an end to memory',
    *check(documents) {
      for (const workload of workloads(documents))
        for (const { container, name } of containersOf(workload)) {
          const { requests = {}, limits = {} } = container.resources ?? {};
          if (!requests.cpu || !requests.memory) yield `${name} requests no cpu or no memory`;
          if (!limits.memory) yield `${name} has no limit of memory`;
        }
    },
  },
  {
    rule: 'what runs for ever has probes, on ports that it opens',
    *check(documents) {
      for (const workload of workloads(documents)) {
        if (workload.document.kind === 'Job') continue;
        for (const { container, name } of containersOf(workload)) yield* probeProblems(container, name);
      }
    },
  },
  {
    rule: 'the three probes of a service ask three different questions',
    *check(documents) {
      for (const workload of services(documents))
        for (const { container, name } of containersOf(workload)) {
          const asked = ['startupProbe', 'readinessProbe', 'livenessProbe'].map(
            (probe) => container[probe]?.httpGet?.path,
          );
          const expected = ['/health/started', '/health/ready', '/health/live'];
          if (String(asked) !== String(expected)) yield `${name} asks ${asked.join(', ')}, not ${expected.join(', ')}`;
        }
    },
  },
  {
    rule: 'pods may do nothing that they need not',
    *check(documents) {
      for (const workload of workloads(documents)) {
        yield* podProblems(workload);
        for (const { container, name } of containersOf(workload)) yield* containerProblems(container, name);
      }
    },
  },
  {
    rule: 'images name a version, ours the one that is installed',
    *check(documents, { version }) {
      for (const workload of workloads(documents))
        for (const { container, name } of containersOf(workload)) {
          const tag = /:([^/:@]+)(@sha256:[0-9a-f]{64})?$/.exec(container.image)?.[1];
          if (tag === undefined && !container.image.includes('@sha256:')) yield `${name} takes any ${container.image}`;
          if (tag === 'latest') yield `${name} takes ${container.image}, which is another one tomorrow`;
          if (/(^|\/)djamms\//.test(container.image) && tag !== undefined && tag !== version)
            yield `${name} takes ${container.image}, and the version is ${version}`;
        }
      for (const { metadata } of kinds(documents, 'Deployment'))
        if (metadata.labels?.['app.kubernetes.io/version'] !== version)
          yield `Deployment/${metadata.name} is not labelled with version ${version}`;
      for (const { metadata } of kinds(documents, 'Job'))
        if (!metadata.name.endsWith(`-${version}`)) yield `Job/${metadata.name} does not carry version ${version}`;
    },
  },
  {
    rule: 'what selects pods finds some',
    *check(documents) {
      const pods = workloads(documents).map(({ labels }) => labels);
      for (const document of kinds(documents, 'Service')) {
        const selector = document.spec.selector;
        // A Service without a selector is meant to lead nowhere.
        if (selector !== undefined && !pods.some((labels) => selects(selector, labels)))
          yield `${nameOf(document)} selects no pod`;
      }
      for (const document of kinds(documents, 'PodDisruptionBudget'))
        if (!pods.some((labels) => selects(document.spec.selector.matchLabels, labels)))
          yield `${nameOf(document)} selects no pod`;
      for (const document of kinds(documents, 'HorizontalPodAutoscaler')) {
        const { kind, name } = document.spec.scaleTargetRef;
        if (!documents.some((other) => other.kind === kind && other.metadata.name === name))
          yield `${nameOf(document)} scales ${kind}/${name}, which is not there`;
      }
    },
  },
  {
    rule: 'services lead to ports that their pods open',
    *check(documents) {
      for (const document of kinds(documents, 'Service'))
        for (const workload of workloads(documents)) {
          if (document.spec.selector === undefined || !selects(document.spec.selector, workload.labels)) continue;
          for (const { targetPort } of document.spec.ports)
            if (!portsOf(workload.pod).has(targetPort))
              yield `${nameOf(document)} leads to port ${targetPort}, which ${workload.name} does not open`;
        }
    },
  },
  {
    rule: 'the network is closed, but for what a policy opens',
    *check(documents) {
      const closed = kinds(documents, 'NetworkPolicy').some(
        ({ spec }) =>
          Object.keys(spec.podSelector).length === 0 &&
          spec.policyTypes?.includes('Ingress') &&
          spec.policyTypes.includes('Egress') &&
          spec.ingress === undefined &&
          spec.egress === undefined,
      );
      if (!closed) yield 'no NetworkPolicy denies everything by default';
      const pods = workloads(documents).map(({ labels }) => labels);
      for (const document of kinds(documents, 'NetworkPolicy')) {
        const selector = document.spec.podSelector.matchLabels;
        if (selector !== undefined && !pods.some((labels) => selects(selector, labels)))
          yield `${nameOf(document)} is for no pod`;
      }
    },
  },
  {
    rule: 'the gateway has no way to the database',
    *check(documents) {
      for (const { name, labels, pod } of workloads(documents)) {
        if (labels['app.kubernetes.io/name'] !== 'gateway') continue;
        if ('djamms/database' in labels) yield `${name} may reach the database`;
        if (pod.containers.some(({ env = [] }) => env.some((variable) => variable.name === 'DATABASE_URL')))
          yield `${name} knows where the database is`;
      }
    },
  },
  {
    rule: 'every variable is one that the configuration reads',
    *check(documents, { variables }) {
      for (const workload of workloads(documents))
        for (const { container, name } of containersOf(workload)) {
          if (!/(^|\/)djamms\//.test(container.image)) continue;
          for (const variable of container.env ?? [])
            if (!variables.has(variable.name) && !variable.name.startsWith('NODE_'))
              yield `${name} sets ${variable.name}, which nobody reads`;
        }
      for (const document of kinds(documents, 'ConfigMap')) {
        if (!document.metadata.name.startsWith('djamms-configuration')) continue;
        for (const variable of Object.keys(document.data))
          if (!variables.has(variable)) yield `${nameOf(document)} sets ${variable}, which nobody reads`;
      }
    },
  },
  {
    rule: 'pods have the time that their shutdown takes',
    *check(documents) {
      for (const { name, pod } of services(documents)) {
        const settings = settingsOf(documents, pod);
        const needed = Number(settings.SHUTDOWN_DELAY ?? 0) + Number(settings.SHUTDOWN_GRACE ?? 25);
        if (!(pod.terminationGracePeriodSeconds > needed))
          yield `${name} is killed after ${pod.terminationGracePeriodSeconds} s, and may need ${needed} s to end`;
      }
    },
  },
  {
    rule: 'no secret is in a manifest',
    *check(documents) {
      for (const document of kinds(documents, 'Secret')) yield `${nameOf(document)} is in the manifests`;
    },
  },
];

function* probeProblems(container, name) {
  const ports = new Set((container.ports ?? []).flatMap((port) => [port.name, port.containerPort]));
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
    const handler = container[probe];
    if (handler === undefined) {
      yield `${name} has no ${probe}`;
      continue;
    }
    const port = (handler.httpGet ?? handler.tcpSocket)?.port;
    if (port !== undefined && !ports.has(port)) yield `${name}: ${probe} asks port ${port}, which it does not open`;
  }
}

function* podProblems({ name, pod, labels }) {
  const security = pod.securityContext ?? {};
  if (security.runAsNonRoot !== true || !(security.runAsUser > 0)) yield `${name} may run as root`;
  if (security.seccompProfile?.type !== 'RuntimeDefault') yield `${name} has no seccomp profile`;
  if (!pod.serviceAccountName) yield `${name} has no service account of its own`;
  const mayAsk = usesTheApiServer.includes(labels['app.kubernetes.io/name']);
  if (pod.automountServiceAccountToken !== mayAsk)
    yield `${name} ${mayAsk ? 'lacks' : 'gets'} a service account's token`;
}

function* containerProblems(container, name) {
  const security = container.securityContext ?? {};
  if (security.allowPrivilegeEscalation !== false) yield `${name} may gain privileges`;
  if (!security.capabilities?.drop?.includes('ALL')) yield `${name} keeps capabilities`;
  if (security.readOnlyRootFilesystem !== true && !writesItsOwnFolders.includes(container.name))
    yield `${name} may write to its image`;
}

const portsOf = (pod) =>
  new Set(pod.containers.flatMap(({ ports = [] }) => ports.flatMap((port) => [port.name, port.containerPort])));

/** The settings of a pod that are not secret, as its process sees them. */
function settingsOf(documents, pod) {
  const [{ env = [], envFrom = [] }] = pod.containers;
  const maps = envFrom.map(({ configMapRef }) =>
    kinds(documents, 'ConfigMap').find(({ metadata }) => metadata.name === configMapRef?.name),
  );
  return Object.assign({}, ...maps.map((map) => map?.data), ...env.map(({ name, value }) => ({ [name]: value })));
}
