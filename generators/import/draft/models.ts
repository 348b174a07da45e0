import type { Firmware } from '../../inventory/schema.ts';
import { idFrom, labelFrom } from '../names.ts';
import { place } from '../origin.ts';
import type { FoundModel } from '../records.ts';
import type { Entry } from '../yaml-text.ts';
import type { Sheet } from './sheet.ts';

/** Models: those of the source, and those of machines of which it tells nothing. */
export class Models {
  private readonly sheet: Sheet;
  private readonly ids = new Map<string, string>();
  private readonly firmwares = new Map<string, Firmware>();

  constructor(sheet: Sheet) {
    this.sheet = sheet;
  }

  /** The id of a model by the name that hosts of the source give it. */
  idOf(key: string): string | undefined {
    return this.ids.get(key);
  }

  /** The firmware of a model of the source, by its id. */
  firmwareOf(id: string): Firmware | undefined {
    return this.firmwares.get(id);
  }

  /** Writes a model down. */
  write({ key, vendor, name, architecture, firmware, origin }: FoundModel): void {
    const id = this.sheet.claim('models', idFrom(key) ?? 'model');
    const path = `models.${id}`;
    const cpu = architectureOf(architecture);
    const entries: Entry[] = [
      { key: 'vendor', value: labelFrom(vendor ?? '') ?? 'Unknown' },
      { key: 'name', value: labelFrom(name ?? key) ?? id },
      {
        key: 'architecture',
        value: cpu ?? 'amd64',
        ...(cpu === undefined && {
          behind: this.sheet.assume(`${path}.architecture`, 'amd64', 'the source does not say'),
        }),
      },
      {
        key: 'firmware',
        value: firmware ?? this.sheet.options.firmware,
        ...(firmware === undefined && {
          behind: this.sheet.assume(
            `${path}.firmware`,
            this.sheet.options.firmware,
            'the source does not say',
          ),
        }),
      },
    ];
    if (!this.sheet.put('models', id, entries, origin, [`From ${place(origin)}.`])) return;
    this.ids.set(key, id);
    this.firmwares.set(id, firmware ?? this.sheet.options.firmware);
  }

  /** The model of hosts of which the source tells nothing. It is written when the first of them needs it. */
  unknown(firmware: Firmware): string {
    const key = `unknown ${firmware}`;
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.sheet.claim('models', `unknown-${firmware}`);
    this.ids.set(key, id);
    this.sheet.assume(`models.${id}`, firmware, 'the source does not say what these machines are');
    this.sheet.put(
      'models',
      id,
      [
        { key: 'vendor', value: 'Unknown' },
        { key: 'name', value: `Unknown machine (${firmware})` },
        { key: 'architecture', value: 'amd64' },
        { key: 'firmware', value: firmware },
      ],
      undefined,
      [
        'assumed: the source does not say what these machines are. Look at one of each kind, add its model,',
        'and name it at its hosts.',
      ],
    );
    return id;
  }
}

/** Names of architectures, as Debian, the kernel and Cobbler write them. */
export function architectureOf(text: string | undefined): 'amd64' | 'arm64' | undefined {
  if (/^(?:amd64|x86_64|x86-64|x64)$/i.test(text ?? '')) return 'amd64';
  if (/^(?:arm64|aarch64)$/i.test(text ?? '')) return 'arm64';
  return undefined;
}
