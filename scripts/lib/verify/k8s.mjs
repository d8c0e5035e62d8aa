import { mkdirSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { inRoot } from '../paths.mjs';
import { StepFailed } from './commands.mjs';

/** The Deployments of DJAMMS, the public one first. */
export const deployments = ['gateway', 'auth', 'music', 'playlist', 'search', 'scheduler', 'monitoring', 'file'];
export const statefulSets = ['postgres', 'nats', 'elasticsearch'];
export const imageOf = (deployment, tag) => `djamms/${deployment === 'file' ? 'file' : 'service'}:${tag}`;

/** Claims of the development overlay, with what they ask for. */
const claims = { 'data-postgres-0': '10Gi', 'data-nats-0': '5Gi', 'data-elasticsearch-0': '5Gi', storage: '10Gi' };

/** The development overlay in a namespace of its own, of the cluster that kubectl speaks to. */
export class ClusterSystem {
  /**
   * @param {{ namespace: string, folder: string, tag: string, storage?: string }} settings storage: a folder on the
   * cluster's only node, which then is this machine; without it the cluster's default storage class is used
   */
  constructor(commands, settings) {
    this.commands = commands;
    this.settings = settings;
  }

  kubectl(args, options) {
    return this.commands.output('kubectl', ['-n', this.settings.namespace, ...args], options);
  }

  async json(args) {
    return JSON.parse(await this.kubectl([...args, '-o', 'json']));
  }

  /** Applies everything and waits until it has rolled out. @throws StepFailed when the namespace is there already */
  async install({ seconds = 600 } = {}) {
    const { namespace } = this.settings;
    const { code } = await this.commands.run('kubectl', ['get', 'namespace', namespace]);
    if (code === 0) throw new StepFailed(`The namespace ${namespace} is there already, and may be somebody's`);
    await this.kubectl(['apply', '-k', await this.kustomization()]);
    const end = performance.now() + seconds * 1000;
    for (const name of [
      ...statefulSets.map((set) => `statefulset/${set}`),
      ...deployments.map((d) => `deployment/${d}`),
    ])
      await this.untilRolledOut(name, Math.max(5, (end - performance.now()) / 1000));
  }

  /** The overlay with another namespace and other tags, and with disks where the cluster makes none. */
  async kustomization() {
    const { namespace, folder, tag, storage } = this.settings;
    const target = join(folder, 'kustomization');
    mkdirSync(target, { recursive: true });
    const resources = [relative(target, inRoot('k8s/overlays/dev'))];
    const patches = [];
    if (storage !== undefined) {
      for (const claim of Object.keys(claims)) {
        mkdirSync(join(storage, claim), { recursive: true });
        // Whoever runs in the pod owns what it makes there.
        await chmod(join(storage, claim), 0o777);
      }
      writeFileSync(
        join(target, 'volumes.json'),
        JSON.stringify({ apiVersion: 'v1', kind: 'List', items: this.volumes() }),
      );
      resources.push('volumes.json');
      const className = { op: 'add', value: namespace };
      patches.push(
        {
          target: { kind: 'StatefulSet' },
          patch: JSON.stringify([{ ...className, path: '/spec/volumeClaimTemplates/0/spec/storageClassName' }]),
        },
        {
          target: { kind: 'PersistentVolumeClaim' },
          patch: JSON.stringify([{ ...className, path: '/spec/storageClassName' }]),
        },
      );
    }
    const kustomization = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace,
      resources,
      patches,
      images: ['service', 'file'].map((name) => ({ name: `djamms/${name}`, newTag: tag })),
    };
    writeFileSync(join(target, 'kustomization.yaml'), JSON.stringify(kustomization, null, 2));
    return target;
  }

  volumes() {
    const { namespace, storage } = this.settings;
    return Object.entries(claims).map(([name, size]) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `${namespace}-${name}`, labels: { 'djamms/verify': namespace } },
      spec: {
        storageClassName: namespace,
        capacity: { storage: size },
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { namespace, name },
        hostPath: { path: join(storage, name) },
      },
    }));
  }

  untilRolledOut(name, seconds = 300) {
    return this.kubectl(['rollout', 'status', name, `--timeout=${Math.ceil(seconds)}s`], { seconds: seconds + 30 });
  }

  async scale(replicas) {
    await this.kubectl(['scale', `--replicas=${replicas}`, ...deployments.map((name) => `deployment/${name}`)]);
    for (const name of deployments) await this.untilRolledOut(`deployment/${name}`);
  }

  async restart(deployment) {
    await this.kubectl(['rollout', 'restart', `deployment/${deployment}`]);
    await this.untilRolledOut(`deployment/${deployment}`);
  }

  /** Another version of one Deployment, as an upgrade or a way back does it. */
  async setVersion(deployment, tag) {
    await this.kubectl(['set', 'image', `deployment/${deployment}`, `djamms=${imageOf(deployment, tag)}`]);
    await this.untilRolledOut(`deployment/${deployment}`);
  }

  /** The address of the gateways' Service, for where the cluster's addresses can be reached. */
  async serviceUrl() {
    const { spec } = await this.json(['get', 'service', 'gateway']);
    return `http://${spec.clusterIP}:${spec.ports[0].port}`;
  }

  /** Pods of the services that are not about to end: `{ name, deployment, restarts, node }`. */
  async pods() {
    const { items } = await this.json(['get', 'pods', '-l', 'app.kubernetes.io/component=service']);
    return items
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .map(({ metadata, status }) => ({
        name: metadata.name,
        deployment: metadata.labels['app.kubernetes.io/name'],
        restarts: (status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0),
      }));
  }

  /** `[pod, resident memory in MB, limit]` of every service, as its own metrics say. */
  async memory() {
    const selector = 'app.kubernetes.io/component=service';
    const { items } = await this.json(['get', 'pods', '-l', selector, '--field-selector=status.phase=Running']);
    const lasting = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    return Promise.all(
      lasting.map(async ({ metadata, spec }) => {
        const [{ ports, resources }] = spec.containers;
        const ask = `fetch('http://127.0.0.1:${ports[0].containerPort}/metrics').then((r) => r.text()).then(console.log)`;
        const text = await this.kubectl(['exec', metadata.name, '--', 'node', '-e', ask]);
        const bytes = Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
        if (!(bytes > 0)) throw new StepFailed(`${metadata.name} does not say how much memory it has`);
        return [metadata.labels['app.kubernetes.io/name'], `${Math.round(bytes / 1e6)} MB`, resources.limits.memory];
      }),
    );
  }

  /** What an operator would look at first. */
  async describe() {
    for (const args of [
      ['get', 'pods', '-o', 'wide'],
      ['get', 'events', '--sort-by=.lastTimestamp'],
      ['get', 'jobs'],
    ])
      await this.commands.run('kubectl', ['-n', this.settings.namespace, ...args]);
    const logs = ['logs', '--prefix', '--tail=60', '--max-log-requests=40', '-l', 'app.kubernetes.io/part-of=djamms'];
    await this.commands.run('kubectl', ['-n', this.settings.namespace, ...logs]);
  }

  /** With everything it kept. */
  async remove() {
    const { namespace, storage } = this.settings;
    await this.commands.run('kubectl', ['delete', 'namespace', namespace, '--ignore-not-found', '--timeout=180s'], {
      seconds: 200,
    });
    if (storage !== undefined)
      await this.commands.run('kubectl', ['delete', 'persistentvolume', '-l', `djamms/verify=${namespace}`]);
  }
}
