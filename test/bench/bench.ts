/**
 * `npm run bench [-- --json]`: how long it takes from YAML on disk to files on disk, whole process, for sites of growing
 * size, next to two things measured in the same run on the same hosts: Debian's fai-chboot, which writes one small
 * PXELINUX file a host and nothing else, and `cp -r` of the finished tree, which is what the disk alone costs.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { changeOneHost, writeSyntheticSite } from '../support/synthetic-site.ts';

const SIZES = [1_000, 10_000, 100_000];
const RUNS = 3;
/** What the project has promised to stay under, in seconds and bytes. */
const GOALS: Readonly<Record<number, { seconds: number; bytes: number }>> = {
  10_000: { seconds: 3, bytes: 600e6 },
  100_000: { seconds: 30, bytes: 3e9 },
};

interface Measured {
  /** Wall time of the whole process in seconds, median of the runs. */
  readonly seconds: number;
  /** Largest resident set of the process in bytes, maximum of the runs. */
  readonly peakBytes: number;
}

interface Row {
  readonly hosts: number;
  readonly files: number;
  readonly build: Measured;
  readonly oneHostChanged: Measured;
  readonly faiChboot: Measured;
  readonly copyTree: Measured;
}

const bookCommand = join(import.meta.dirname, '..', '..', 'cli', 'bootbook.mjs');
const work = mkdtempSync(join(tmpdir(), 'bootbook-bench-'));
try {
  const rows = SIZES.map(measureSize);
  console.log(process.argv.includes('--json') ? JSON.stringify(rows, null, 2) : table(rows));
} finally {
  rmSync(work, { recursive: true, force: true });
}

function measureSize(hosts: number): Row {
  const site = join(work, `site-${hosts}`);
  const { macs } = writeSyntheticSite(site, hosts);
  const out = join(work, `out-${hosts}`);
  const build = (): Measured =>
    run([
      process.execPath,
      bookCommand,
      'build',
      '--inventory',
      site,
      '--out',
      out,
      '--no-payload',
      '--now',
      '2026-11-22T00:00:00Z',
    ]);
  const pxedir = join(work, `fai-${hosts}`);
  const macList = join(work, `macs-${hosts}`);
  writeFileSync(macList, macs.join('\n') + '\n');
  const copy = join(work, `copy-${hosts}`);
  const builds: Measured[] = [];
  const changes: Measured[] = [];
  const fais: Measured[] = [];
  const copies: Measured[] = [];
  // In turn, so that a machine that slows down slows all of them down.
  for (let round = 0; round < RUNS; round++) {
    removeBundle(out);
    builds.push(build());
    changeOneHost(site);
    changes.push(build());
    oldTreesAreGone(out);
    rmSync(pxedir, { recursive: true, force: true });
    mkdirSync(pxedir);
    fais.push(run(['xargs', '--arg-file', macList, 'fai-chboot', '-D', pxedir, '-o']));
    rmSync(copy, { recursive: true, force: true });
    copies.push(run(['cp', '-rL', out, copy]));
  }
  const files = Number(
    spawnSync('sh', ['-c', `find -L ${out} -type f | wc -l`], { encoding: 'utf8' }).stdout,
  );
  removeBundle(out);
  for (const path of [site, pxedir, copy]) rmSync(path, { recursive: true, force: true });
  return {
    hosts,
    files,
    build: summary(builds),
    oneHostChanged: summary(changes),
    faiChboot: summary(fais),
    copyTree: summary(copies),
  };
}

/** Removes the link and the tree that it points to. */
function removeBundle(out: string): void {
  for (const name of treesOf(out)) rmSync(join(work, name), { recursive: true, force: true });
  rmSync(out, { force: true });
}

/** A build removes the tree before it in the background; that must not slow down what is measured next. */
function oldTreesAreGone(out: string): void {
  while (treesOf(out).length > 1) spawnSync('sleep', ['0.1']);
}

function treesOf(out: string): string[] {
  return readdirSync(work).filter((name) => name.startsWith(`.${basename(out)}-`));
}

/** Runs a command under GNU time, which reports what the kernel counted. A failing command ends the benchmark. */
function run(command: readonly string[]): Measured {
  const report = join(work, 'time');
  // What the runs before have left to the disk, above all removed files, is not to be paid for by this one.
  spawnSync('sync');
  const { status, stderr } = spawnSync('/usr/bin/time', ['-o', report, '-f', '%e %M', ...command], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command.join(' ').slice(0, 200)} failed:\n${stderr}`);
  const [seconds, kibibytes] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
  return { seconds: seconds!, peakBytes: kibibytes! * 1024 };
}

function summary(runs: readonly Measured[]): Measured {
  const seconds = runs.map((each) => each.seconds).toSorted((a, b) => a - b);
  return {
    seconds: seconds[Math.floor(seconds.length / 2)]!,
    peakBytes: Math.max(...runs.map((each) => each.peakBytes)),
  };
}

function table(rows: readonly Row[]): string {
  const header = [
    'hosts',
    'files',
    'build',
    'memory',
    'one host changed',
    'fai-chboot',
    'ratio',
    'cp -r',
    'ratio',
    'goal',
  ];
  const cells = rows.map(({ hosts, files, build, oneHostChanged, faiChboot, copyTree }) => {
    const goal = GOALS[hosts];
    const met =
      goal === undefined
        ? ''
        : build.seconds <= goal.seconds && build.peakBytes <= goal.bytes
          ? 'met'
          : 'missed';
    return [
      String(hosts),
      String(files),
      `${build.seconds.toFixed(2)} s`,
      `${(build.peakBytes / 1e6).toFixed(0)} MB`,
      `${oneHostChanged.seconds.toFixed(2)} s`,
      `${faiChboot.seconds.toFixed(2)} s`,
      `${(build.seconds / faiChboot.seconds).toFixed(1)}×`,
      `${copyTree.seconds.toFixed(2)} s`,
      `${(build.seconds / copyTree.seconds).toFixed(1)}×`,
      met,
    ];
  });
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]!.length)),
  );
  return [header, ...cells]
    .map((row) => row.map((cell, column) => cell.padStart(widths[column]!)).join('  '))
    .join('\n');
}
