import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashFile } from '../hash-file.ts';
import { oneLine, sizeText, type Progress } from '../terminal.ts';
import type { Missing } from './payload.ts';
import type { Recipe } from './recipes/recipe.ts';
import { runProgram } from './run-program.ts';

/** A Debian package, downloaded and unpacked. */
export interface UnpackedPackage {
  readonly name: string;
  readonly version: string;
  /** Where it was downloaded from. */
  readonly url: string;
  /** The folder that holds its files. */
  readonly root: string;
}

/** Packages with all that they depend on, as apt would install them on an empty machine; or without, if they stay alone. */
export interface Closure {
  /** Name and version of each, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly size: number;
  readonly candidates: readonly Candidate[];
  readonly options: readonly string[];
}

/** What `apt-get download --print-uris` says of a package. */
interface Candidate {
  readonly name: string;
  readonly url: string;
  readonly fileName: string;
  readonly version: string;
  readonly size: number;
  readonly sha256: string | undefined;
}

const noApt: Missing = { why: 'there is no apt-get on this machine to download packages with' };

/**
 * Downloads Debian packages with apt, which knows this machine's mirrors and proxies and checks the signatures, and unpacks
 * them. Neither needs root. Where this machine has no lists of a package (none at all, or none for its architecture), apt
 * fetches lists into a folder of ours (apt.conf(5), `Dir`).
 */
export class DebianPackages {
  private readonly listFolder: string;
  private readonly progress: Progress;
  /** Architectures whose lists were fetched in this run. */
  private readonly fetched = new Map<string, Promise<void>>();

  /** @param listFolder where package lists of our own may lie */
  constructor(listFolder: string, progress: Progress) {
    this.listFolder = listFolder;
    this.progress = progress;
  }

  /**
   * Downloads and unpacks the version of a package that this machine would install.
   * @param architecture undefined for this machine's own, or for a package that is the same on all
   * @param work an empty folder for it
   */
  async unpack(
    name: string,
    architecture: string | undefined,
    work: string,
  ): Promise<UnpackedPackage | Missing> {
    this.progress.say(`Looking for package ${name}`);
    const found = await this.candidate(name, architecture, work);
    if ('why' in found) return found;
    const { candidate, options } = found;
    this.progress.say(`Downloading package ${name} (${sizeText(candidate.size)})`);
    const downloaded = await apt(options, ['download', packageName(name, architecture)], work);
    const file = readdirSync(work).find((each) => each.endsWith('.deb'));
    if (downloaded.code !== 0 || file === undefined) return { why: aptError(downloaded.stderr) };
    const archive = join(work, file);
    if (candidate.sha256 !== undefined && hashFile(archive).sha256 !== candidate.sha256)
      return { why: 'what apt-get downloaded is not what its package lists promise' };
    const root = join(work, 'root');
    this.progress.say(`Unpacking package ${name}`);
    const wrong = await extract(archive, root, work);
    if (wrong !== undefined) return wrong;
    return { name, version: candidate.version, url: candidate.url, root };
  }

  /**
   * Looks up packages and everything that they depend on, recommended packages left out; or, if they are to stay alone,
   * nothing but them.
   */
  async closure(
    { packages: names, alone }: Pick<Recipe, 'packages' | 'alone'>,
    architecture: string,
    work: string,
  ): Promise<Closure | Missing> {
    this.progress.say(`Looking for ${names.join(', ')}`);
    const folder = join(this.listFolder, 'empty', architecture);
    mkdirSync(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
    writeFileSync(join(folder, 'status'), '');
    const machine = [
      `Dir::State::status=${join(folder, 'status')}`,
      `Dir::Cache=${join(folder, 'cache')}`,
    ];
    const ask = async (options: readonly string[]): Promise<Closure | Missing> => {
      const all = [...options, 'APT::Install-Recommends=false', 'Debug::NoLocking=true'];
      const exact = alone === true ? names : await withDependencies(names, all, work);
      if ('why' in exact) return exact;
      const { code, stdout, stderr } = await apt(all, ['download', '--print-uris', ...exact], work);
      if (code === undefined) return noApt;
      const candidates = parseCandidates(stdout);
      if (candidates.length !== exact.length) return { why: aptError(stderr) };
      candidates.sort((a, b) => (a.name < b.name ? -1 : 1));
      return {
        versions: Object.fromEntries(candidates.map(({ name, version }) => [name, version])),
        size: candidates.reduce((sum, { size }) => sum + size, 0),
        candidates,
        options: all,
      };
    };
    if (architecture === (await this.machineArchitecture(work))) {
      const found = await ask(machine);
      if (!('why' in found) || found === noApt) return found;
    }
    const options = ownOptions(join(this.listFolder, architecture), architecture);
    await this.fetchLists(architecture, options, work);
    return ask(options);
  }

  /** Downloads the packages of a closure and unpacks them all into one folder, which it gives. */
  async unpackAll(closure: Closure, work: string): Promise<string | Missing> {
    const count = closure.candidates.length;
    this.progress.say(`Downloading ${count} packages (${sizeText(closure.size)})`);
    const exact = closure.candidates.map(({ name, version }) => `${name}=${version}`);
    const downloaded = await apt(closure.options, ['download', ...exact], work);
    if (downloaded.code !== 0) return { why: aptError(downloaded.stderr) };
    const root = join(work, 'packages');
    for (const [index, { name, fileName, sha256 }] of closure.candidates.entries()) {
      this.progress.say(`Unpacking package ${name} (${index + 1} of ${count})`);
      const archive = join(work, fileName);
      if (sha256 !== undefined && hashFile(archive).sha256 !== sha256)
        return { why: `package ${name} is not what the package lists promise` };
      const why = await extract(archive, root, work);
      if (why !== undefined) return why;
      rmSync(archive);
    }
    return root;
  }

  private async candidate(
    name: string,
    architecture: string | undefined,
    work: string,
  ): Promise<{ candidate: Candidate; options: readonly string[] } | Missing> {
    const ask = async (options: readonly string[]): Promise<Candidate | Missing> => {
      const args = ['download', '--print-uris', packageName(name, architecture)];
      const { code, stdout, stderr } = await apt(options, args, work);
      if (code === undefined) return noApt;
      return parseCandidates(stdout)[0] ?? { why: aptError(stderr) };
    };
    const machine = await ask([]);
    if (!('why' in machine)) return { candidate: machine, options: [] };
    if (machine === noApt) return machine;
    const own = architecture ?? (await this.machineArchitecture(work));
    const options = ownOptions(join(this.listFolder, own), own);
    await this.fetchLists(own, options, work);
    const candidate = await ask(options);
    return 'why' in candidate ? candidate : { candidate, options };
  }

  /** Fetches package lists once in a run. Whether that worked shows when they are asked. */
  private fetchLists(
    architecture: string,
    options: readonly string[],
    work: string,
  ): Promise<void> {
    const known = this.fetched.get(architecture);
    if (known !== undefined) return known;
    this.progress.say(`Fetching package lists for ${architecture}`);
    const folder = join(this.listFolder, architecture);
    mkdirSync(join(folder, 'state', 'lists', 'partial'), { recursive: true });
    mkdirSync(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
    writeFileSync(join(folder, 'status'), '');
    const fetching = apt(options, ['update'], work).then(() => undefined);
    this.fetched.set(architecture, fetching);
    return fetching;
  }

  private async machineArchitecture(work: string): Promise<string> {
    const { code, stdout } = await runProgram('dpkg', ['--print-architecture'], work);
    return code === 0 ? stdout.trim() : process.arch === 'arm64' ? 'arm64' : 'amd64';
  }
}

/**
 * Packages and what they depend on, each as `name=version`. This command of apt prints the weaker sums only, so each has to
 * be asked for once more.
 */
async function withDependencies(
  names: readonly string[],
  options: readonly string[],
  work: string,
): Promise<string[] | Missing> {
  const args = ['-y', '--print-uris', 'install', ...names];
  const { code, stdout, stderr } = await apt(options, args, work);
  if (code === undefined) return noApt;
  const wanted = parseCandidates(stdout);
  if (code !== 0 || wanted.length === 0) return { why: aptError(stderr) };
  return wanted.map(({ name, version }) => `${name}=${version}`);
}

async function extract(archive: string, root: string, work: string): Promise<Missing | undefined> {
  const { code, stderr } = await runProgram('dpkg-deb', ['-x', archive, root], work);
  if (code === undefined)
    return { why: 'there is no dpkg-deb on this machine to unpack packages with' };
  return code === 0 ? undefined : { why: `dpkg-deb: ${oneLine(stderr)}` };
}

function packageName(name: string, architecture: string | undefined): string {
  return architecture === undefined ? name : `${name}:${architecture}`;
}

/** Options that keep apt out of the machine's own state (apt.conf(5)); sources and proxies stay the machine's. */
function ownOptions(folder: string, architecture: string): string[] {
  return [
    `Dir::State=${join(folder, 'state')}`,
    `Dir::State::status=${join(folder, 'status')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    `APT::Architecture=${architecture}`,
    `APT::Architectures=${architecture}`,
    'Acquire::Languages=none',
  ];
}

function apt(
  options: readonly string[],
  args: readonly string[],
  work: string,
): ReturnType<typeof runProgram> {
  const all = [
    ...options,
    'Acquire::Retries=1',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
    // For root, apt would download as a user who may not write into our folder.
    'APT::Sandbox::User=root',
  ];
  return runProgram('apt-get', ['-qq', ...all.flatMap((option) => ['-o', option]), ...args], work);
}

/** `'http://…/pxelinux_6.04_all.deb' pxelinux_3%3a6.04_all.deb 156016 SHA256:ef25…` */
const PRINTED = /^'([^']+)' (\S+) ([0-9]+)(?: SHA256:([0-9a-f]{64}))?/gm;

function parseCandidates(stdout: string): Candidate[] {
  return [...stdout.matchAll(PRINTED)].map(([, url, fileName, size, sha256]) => {
    const [name, version] = fileName!.split('_').map(decodeURIComponent);
    return {
      name: name!,
      url: url!,
      fileName: fileName!,
      version: version ?? '',
      size: Number(size),
      sha256,
    };
  });
}

/** The first error among apt's messages. */
function aptError(stderr: string): string {
  const lines = stderr.split('\n');
  const error = lines.find((line) => line.startsWith('E: ')) ?? lines.find((line) => line !== '');
  return `apt-get: ${oneLine(error?.replace(/^[EW]: /, '') ?? 'it failed without a word')}`;
}
