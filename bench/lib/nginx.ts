import { execFile, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@djamms/embedded';
import { eventually } from '@djamms/testing';

export interface Nginx {
  port: number;
  stop(): Promise<void>;
}

/** Null when nginx is not installed. */
export async function nginxVersion(): Promise<string | null> {
  const said = await promisify(execFile)('nginx', ['-v']).catch(() => null);
  return said === null ? null : said.stderr.trim().replace('nginx version: ', '');
}

/** nginx on loopback with sendfile and as many workers as there are cores; serves the folder of `file`. */
export async function startNginx(folder: string, file: string): Promise<Nginx> {
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  await writeFile(config, configuration(folder, dirname(file), port));
  const log = join(folder, 'error.log');
  const child = spawn('nginx', ['-p', folder, '-c', config, '-e', log], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await eventually(async () => void (await fetch(`http://127.0.0.1:${port}/`)));
  return {
    port,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const configuration = (folder: string, root: string, port: number): string => `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes auto;
pid ${folder}/nginx.pid;
events { worker_connections 4096; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  types { audio/mpeg mp3; audio/wav wav; }
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; root ${root}; }
}
`;
