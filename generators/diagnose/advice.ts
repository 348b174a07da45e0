import type { RepairStep } from '../catalogue/step.ts';
import { fillIn } from '../catalogue/site-values.ts';
import type { Advice, ConfigLines } from './diagnosis.ts';
import { configKey } from './config-key.ts';
import type { Knowledge, KnownHost } from './knowledge.ts';

/** Steps of the catalogue, with the values of the machine at hand in them. */
export class Adviser {
  readonly #configs: readonly ConfigLines[];
  readonly #host: KnownHost | undefined;

  constructor({ configs }: Pick<Knowledge, 'configs'>, host: KnownHost | undefined) {
    this.#configs = configs;
    this.#host = host;
  }

  /** @param captured what the message itself says: it counts where no host is known */
  step(step: RepairStep, captured: Readonly<Record<string, string | undefined>>): Advice {
    const values = { ...captured, ...this.#host?.values };
    const filled = (text: string | undefined): string | undefined =>
      text === undefined ? undefined : fillIn(text, values);
    return {
      do: fillIn(step.do, values),
      ...(step.on === undefined ? {} : { on: step.on }),
      ...(step.run === undefined ? {} : { run: filled(step.run) }),
      ...(step.see === undefined ? {} : { see: filled(step.see) }),
      ...(step.speaks === undefined ? {} : { speaks: step.speaks }),
      ...(step.config === undefined ? {} : { config: this.#config(step.config, filled) }),
    };
  }

  #config(
    wanted: NonNullable<RepairStep['config']>,
    filled: (text: string | undefined) => string | undefined,
  ): ConfigLines {
    const position = this.#host?.configs[configKey(wanted)];
    const piece = position === undefined ? undefined : this.#configs[position];
    return piece ?? { format: wanted.format, find: filled(wanted.find) };
  }
}
