import { breakIt, mendIt } from '../faults/break.ts';
import { faults } from '../faults/index.ts';
import { Fleet, type BootSeen, type Standing } from '../fleet.ts';
import { speedOf } from '../limit.ts';
import { Room, type Ran, type RoomEvent } from '../room.ts';
import { needTools } from '../tools.ts';
import { Unable } from '../unable.ts';
import { History, type KeptEvent } from './event.ts';
import type { LabMachine, LabSite } from './site.ts';

/** How a machine is doing. */
export interface MachineStatus extends Omit<BootSeen, 'power'> {
  readonly power: 'on' | 'off';
  readonly route: string;
  readonly profile: string;
  readonly console: string;
  readonly standing: Standing | undefined;
}

/** How a lab is doing. */
export interface LabStatus {
  readonly name: string;
  readonly server: string;
  /** The first process of its room, for nsenter(1). */
  readonly pid: number;
  /** The process that keeps it. */
  readonly keeper: number;
  readonly accelerator: string;
  /** How many times slower than the machine on which times were measured; at least 1. */
  readonly speed: number;
  /** Seconds since it was brought up. */
  readonly seconds: number;
  readonly machines: readonly MachineStatus[];
  readonly neighbours: readonly string[];
  readonly faults: readonly { readonly fault: string; readonly machine: string }[];
  readonly emitted: readonly string[];
}

/** A site in a room that is kept until it is closed. It remembers what has happened, and tells it to whoever follows. */
export class Lab {
  readonly site: LabSite;
  readonly #room: Room;
  readonly #fleet: Fleet;
  readonly #openedAt: number;
  readonly #history: History;
  readonly #followers: Set<(event: KeptEvent) => void>;
  readonly #faults: { fault: string; machine: string }[] = [];
  #machines: readonly LabMachine[];
  #emitted: readonly string[];

  /** @throws Unable if the lab cannot do that here */
  static async open(site: LabSite): Promise<Lab> {
    const early: RoomEvent[] = [];
    let see = (event: RoomEvent): void => void early.push(event);
    const room = await Room.open(site.job, (event) => see(event));
    const lab = new Lab(site, room);
    see = (event) => lab.#see(event);
    early.forEach(see);
    return lab;
  }

  private constructor(site: LabSite, room: Room) {
    this.site = site;
    this.#room = room;
    this.#fleet = new Fleet(site.machines);
    for (const { id } of site.machines) this.#fleet.power(id, 'off', 0);
    this.#openedAt = performance.now();
    this.#history = new History();
    this.#followers = new Set();
    this.#machines = site.machines;
    this.#emitted = site.emitted;
  }

  /** Rejects when the room ends by itself. */
  get broken(): Promise<never> {
    return this.#room.broken;
  }

  /** Seconds since it was brought up. */
  get now(): number {
    return (performance.now() - this.#openedAt) / 1000;
  }

  get status(): LabStatus {
    const { name, server, job } = this.site;
    const speed = speedOf(this.#room.counting);
    return {
      name,
      server,
      pid: this.#room.pid,
      keeper: process.pid,
      accelerator: this.#room.accelerator,
      speed,
      seconds: this.now,
      machines: this.#fleet.machines.map(({ id, power, stages, line, until }) => {
        const { route, profile, console } = this.#machine(id);
        const standing = this.#fleet.standing(id, this.now, speed);
        return {
          ...{ id, power: power ?? 'off', stages, line, until },
          ...{ route, profile, console, standing },
        };
      }),
      neighbours: job.wire.neighbours.map((each) => each.name),
      faults: this.#faults,
      emitted: this.#emitted,
    };
  }

  /** @throws Unable if there is no such machine, or it is on or off already */
  power(id: string, to: 'on' | 'off' | 'reset'): void {
    const machine = this.#machine(id).id;
    const is = this.#boot(machine).power;
    if (to === 'on' ? is === 'on' : is !== 'on')
      throw new Unable(
        `${machine} is ${to === 'on' ? 'on already' : 'off'}.`,
        to === 'on'
          ? 'To start it anew: `bootbook lab power HOST reset`.'
          : 'Switch it on first: `bootbook lab power HOST on`.',
      );
    // Known before the room says so, or a second order could come between.
    this.#fleet.power(machine, to === 'off' ? 'off' : 'on', this.now);
    this.#room.tell(
      to === 'reset'
        ? { do: 'reset', machine }
        : { do: to === 'on' ? 'power-on' : 'power-off', machine },
    );
    if (to === 'reset') this.#tell({ kind: 'reset', at: this.now, machine });
  }

  /** Types on a serial port. What is typed on a machine that is off is lost, as on a real one. */
  type(id: string, port: string, text: string): void {
    const machine = this.#machine(id).id;
    const { consoles } = this.site.job.machines.find((each) => each.id === machine)!;
    if (!consoles.includes(port))
      throw new Unable(`${id} has no port ${port}.`, `It has ${consoles.join(', ')}.`);
    if (this.#boot(machine).power === 'on') this.#room.tell({ do: 'type', machine, port, text });
  }

  /** Stops, starts or restarts dnsmasq, nginx or a neighbour. */
  server(server: string, to: 'stop' | 'start' | 'restart'): void {
    const known = ['dnsmasq', 'nginx', ...this.site.job.wire.neighbours.map(({ name }) => name)];
    if (!known.includes(server))
      throw new Unable(`There is no server ${server} in this lab.`, `It has ${known.join(', ')}.`);
    this.#room.tell({ do: to, server });
  }

  /** Runs a script as root of the boot server, or of a neighbour. */
  run(script: string, neighbour?: string): Promise<Ran> {
    return this.#room.run(script, neighbour);
  }

  /**
   * Makes a fault for one machine, or takes it back.
   * @throws Unable if there is none of that id, or it cannot be made on a machine that stands already
   */
  async fault(id: string, of: string, to: 'break' | 'mend'): Promise<void> {
    const fault = faults.find((each) => each.id === id);
    if (fault === undefined)
      throw new Unable(`There is no fault ${id}.`, '`bootbook lab fault` lists them.');
    const { id: machine, promised, port } = this.#machine(of);
    const at = this.#faults.findIndex((each) => each.fault === id && each.machine === machine);
    if (to === 'break' && at >= 0)
      throw new Unable(
        `${machine} has the fault ${id} already.`,
        'Take it back: `bootbook lab mend`.',
      );
    if (to === 'mend' && at < 0)
      throw new Unable(`${machine} has no fault ${id}.`, '`bootbook lab list` says which it has.');
    if (fault.break.length === 0)
      throw new Unable(
        `The fault ${id} lies in the machine itself, which is built when the lab is brought up.`,
        'Choose another one.',
      );
    needTools(fault.tools ?? []);
    await (to === 'break' ? breakIt : mendIt)(fault, this.#room, { promised, port });
    if (to === 'break') this.#faults.push({ fault: id, machine });
    else this.#faults.splice(at, 1);
    this.#tell({ kind: 'fault', at: this.now, machine, fault: id, to });
  }

  /** The boot server's files were changed: from now on the machines are told this. */
  promise(machines: readonly LabMachine[], emitted: readonly string[]): void {
    this.#fleet.promise(machines);
    this.#machines = machines;
    this.#emitted = emitted;
  }

  /** Tells everything that has happened, and then whatever happens; gives what ends that. */
  follow(see: (event: KeptEvent) => void): () => void {
    for (const event of this.#history) see(event);
    this.#followers.add(see);
    return () => this.#followers.delete(see);
  }

  /** Ends everything in it. */
  async close(): Promise<void> {
    await this.#room.close();
  }

  #machine(id: string): LabMachine {
    const found = this.#machines.find((each) => each.id === id);
    if (found !== undefined) return found;
    const ids = this.#machines.map((each) => each.id);
    throw new Unable(`There is no machine ${id} in this lab.`, `It has ${ids.join(', ')}.`);
  }

  #boot(id: string): BootSeen {
    return this.#fleet.machines.find((each) => each.id === id)!;
  }

  #see(event: RoomEvent): void {
    this.#tell(event);
    switch (event.kind) {
      case 'power-on':
        this.#fleet.power(event.machine, 'on', event.at);
        break;
      case 'power-off':
        this.#fleet.power(event.machine, 'off', event.at);
        break;
      case 'console': {
        const { machine, at } = event;
        for (const reached of this.#fleet.console(machine, event.port, event.text, at))
          this.#tell({ kind: 'stage', at, machine, reached });
        break;
      }
      case 'log':
        for (const { machine, stage } of this.#fleet.log(event.from, event.line, event.at))
          this.#tell({ kind: 'stage', at: event.at, machine, reached: stage });
        break;
      case 'server-ended':
        // Whoever follows sees it; machines are not changed by it.
        break;
    }
  }

  #tell(event: KeptEvent): void {
    this.#history.add(event);
    for (const follower of this.#followers) follower(event);
  }
}
