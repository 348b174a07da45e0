import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Mistake } from '../mistake.ts';
import { runProgram } from '../payload/run-program.ts';
import { oneLine } from '../terminal.ts';

/** A file that was downloaded, and what the archive's index says of it. */
export interface ArchiveFile {
  readonly name: string;
  readonly version: string;
  /** Absolute path of the file. */
  readonly file: string;
  /** Its paragraph in the archive's index, with the path in the archive in `Filename`. */
  readonly stanza: string;
}

/**
 * An apt that knows nothing of what is installed on this machine, with lists and a cache of its own (apt.conf(5), `Dir`).
 * What it has downloaded it keeps, and does not download again.
 */
export class AptRoom {
  readonly #folder: string;
  readonly #options: readonly string[];

  /**
   * @param folder where everything of it lies
   * @param sources lines of sources.list(5)
   */
  constructor(folder: string, sources: readonly string[]) {
    this.#folder = folder;
    for (const each of ['lists/partial', 'cache/archives/partial', 'files'])
      mkdirSync(join(folder, each), { recursive: true });
    writeFileSync(join(folder, 'status'), '');
    writeFileSync(join(folder, 'sources.list'), `${sources.join('\n')}\n`);
    this.#options = [
      `Dir::State=${folder}`,
      `Dir::State::status=${join(folder, 'status')}`,
      `Dir::Cache=${join(folder, 'cache')}`,
      `Dir::Etc::sourcelist=${join(folder, 'sources.list')}`,
      'Dir::Etc::sourceparts=-',
      'APT::Architecture=amd64',
      'APT::Architectures=amd64',
      'APT::Install-Recommends=false',
      'APT::Sandbox::User=root',
      'Acquire::Languages=none',
      'Acquire::Retries=1',
    ];
  }

  /** Fetches the lists anew. */
  async update(): Promise<void> {
    await this.#run('apt-get', ['update']);
  }

  /** The names of all packages of some priorities. */
  async ofPriority(...priorities: readonly string[]): Promise<string[]> {
    const names = new Set<string>();
    for (const stanza of stanzasOf(await this.#run('apt-cache', ['dumpavail'])))
      if (priorities.includes(field(stanza, 'Priority') ?? ''))
        names.add(field(stanza, 'Package')!);
    return [...names].toSorted();
  }

  /** Packages with everything that they depend on, as apt would install them on an empty machine: `name=version` each. */
  async closure(names: readonly string[]): Promise<string[]> {
    const plan = await this.#run('apt-get', ['-y', '--simulate', 'install', ...names]);
    return [...plan.matchAll(/^Inst (\S+) \((\S+) /gm)].map(([, name, version]) =>
      [name, version].join('='),
    );
  }

  /**
   * Downloads exactly these.
   * @param packages names, each with a version or without
   */
  async download(packages: readonly string[]): Promise<ArchiveFile[]> {
    const folder = join(this.#folder, 'files');
    await this.#run('apt-get', ['download', ...packages], folder);
    const shown = await this.#run('apt-cache', ['show', '--no-all-versions', ...packages]);
    const there = new Set(readdirSync(folder));
    return stanzasOf(shown).map((stanza): ArchiveFile => {
      const name = field(stanza, 'Package')!;
      const version = field(stanza, 'Version')!;
      const end = field(stanza, 'Filename')!.endsWith('.udeb') ? 'udeb' : 'deb';
      // apt escapes the colon of an epoch, which no file name of the archive has.
      const fileName = `${name}_${version.replaceAll(':', '%3a')}_${field(stanza, 'Architecture')!}.${end}`;
      if (!there.has(fileName))
        throw new Error(`apt-get has not downloaded ${fileName}, as its index has it.`);
      return { name, version, file: join(folder, fileName), stanza };
    });
  }

  async #run(program: string, args: readonly string[], cwd = this.#folder): Promise<string> {
    const options = this.#options.flatMap((option) => ['-o', option]);
    const { code, stdout, stderr } = await runProgram(program, ['-q', ...options, ...args], cwd);
    if (code === 0) return stdout;
    if (code === undefined)
      throw new Mistake(
        `There is no ${program} on this machine.`,
        'The installation from packages of this machine needs Debian. With --mirror, it needs none.',
      );
    const error = stderr.split('\n').find((line) => line.startsWith('E: ')) ?? stderr;
    throw new Mistake(
      `The packages for the installation could not be had: ${oneLine(error.replace(/^E: /, ''))}`,
      'See whether `apt-get update` works on this machine, or name a mirror with --mirror.',
    );
  }
}

/** The paragraphs of an index. */
function stanzasOf(text: string): string[] {
  return text
    .split(/\n{2,}/)
    .map((stanza) => stanza.trim())
    .filter((stanza) => stanza !== '');
}

/** A field of a paragraph (deb-control(5)). */
export function field(stanza: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1];
}
