import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { packageRoot } from '../../warehouse/package-root.js';

export interface CoreRegistry {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A package registry on loopback that has `@dataform/core` as it is installed here, and nothing else. */
export async function serveCore(workFolder: string): Promise<CoreRegistry> {
  const core = join(packageRoot(), 'node_modules', '@dataform', 'core');
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', core, '--json', '--pack-destination', workFolder], { encoding: 'utf8' }),
  );
  const tarball = readFileSync(join(workFolder, packed.filename));
  const manifest = JSON.parse(readFileSync(join(core, 'package.json'), 'utf8'));
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const server = createServer(({ url, headers }, response) => {
    if (url === '/core.tgz') response.end(tarball);
    else if (url === '/@dataform%2fcore') {
      const version = { ...manifest, dist: { tarball: `http://${headers.host}/core.tgz`, integrity } };
      response.end(JSON.stringify({ name: manifest.name, versions: { [manifest.version]: version } }));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error === undefined ? resolve() : reject(error))));
}
