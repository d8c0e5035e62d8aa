import { services, type OutputOf, type ServiceHealth, type ServiceName, type getSystemStatus } from '@djamms/contracts';

type SystemStatus = OutputOf<typeof getSystemStatus>;

/** Without these nobody can sign in or steer, or no music plays. The others degrade (spec, "Deployment"). */
const essential: readonly ServiceName[] = ['auth', 'music', 'playlist', 'gateway'];

/** A service is up while one of its processes is; `missing` when none of them answered. */
export function aggregate(answers: readonly ServiceHealth[]): Pick<SystemStatus, 'status' | 'services'> {
  const listed = services.map((service) => {
    const instances = answers
      .filter((answer) => answer.service === service)
      .sort((a, b) => (a.instance < b.instance ? -1 : 1));
    return { service, status: statusOf(instances), instances };
  });
  const isWell = listed.every(
    ({ instances }) =>
      instances.length > 0 && instances.every(({ status, checks }) => status === 'up' && areWell(checks)),
  );
  const works = listed.every(({ service, status }) => status === 'up' || !essential.includes(service));
  return { status: isWell ? 'ok' : works ? 'degraded' : 'down', services: listed };
}

const areWell = (checks: ServiceHealth['checks']): boolean => checks.every(({ status }) => status === 'up');

function statusOf(instances: readonly ServiceHealth[]): 'up' | 'down' | 'missing' {
  if (instances.length === 0) return 'missing';
  return instances.some(({ status }) => status === 'up') ? 'up' : 'down';
}

/** What went wrong in a check may name hosts and accounts: for those who run the system. */
export const withoutDetails = (answer: ServiceHealth): ServiceHealth => ({
  ...answer,
  checks: answer.checks.map((check) => ({ ...check, detail: null })),
});
