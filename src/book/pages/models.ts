import type { Model } from '../../../generators/inventory/inventory.ts';
import type { Book } from '../../data/book.ts';
import { entityHref } from '../../data/links.ts';
import { counted, joined, machine, type Fact, type PageContent } from '../content.ts';
import { factsOf, quirkSection, writtenIn } from '../facts.ts';
import {
  architectureName,
  firmwareName,
  loaderName,
  serialWords,
  driversName,
  transportName,
} from '../words.ts';
import { hostTable } from './hosts.ts';

/** /models/: every kind of hardware. */
export function modelList(book: Book): PageContent {
  const models = [...book.inventory.models.values()];
  return {
    path: '/models/',
    title: 'Models',
    machine: false,
    summary: `All ${counted(models.length, 'hardware model')}: firmware, architecture and quirks`,
    lead: 'Hardware models: what holds for every machine of one kind is said once, here.',
    notices: [],
    chain: undefined,
    sections: [
      {
        kind: 'table',
        title: 'All models',
        id: 'models',
        head: ['model', 'called', 'firmware', 'architecture', 'hosts'],
        rows: models.map((model) => [
          machine(model.id, entityHref('models', model.id)),
          `${model.vendor} ${model.name}`,
          firmwareName[model.firmware],
          architectureName[model.architecture],
          String(hostsOf(book, model).length),
        ]),
      },
    ],
  };
}

/** /models/<id>/: one kind of hardware. */
export function modelPage(book: Book, id: string): PageContent {
  const model = book.inventory.models.get(id)!;
  const hosts = hostsOf(book, model);
  return {
    path: entityHref('models', id),
    title: `${model.vendor} ${model.name}`,
    machine: false,
    summary: `${firmwareName[model.firmware]}, ${model.architecture}, ${counted(hosts.length, 'host')}`,
    lead: joined(
      [
        machine(id),
        firmwareName[model.firmware],
        architectureName[model.architecture],
        counted(hosts.length, 'host'),
      ],
      ' · ',
    ),
    notices: [],
    chain: { at: 'firmware' },
    sections: [
      ...(model.notes === undefined
        ? []
        : [
            {
              kind: 'prose',
              title: 'What people should know',
              id: 'notes',
              paragraphs: model.notes.split(/\n{2,}/),
            } as const,
          ]),
      ...quirkSection(book.quirksOfModel(model)),
      { kind: 'facts', title: 'What is said of it', id: 'facts', facts: facts(model) },
      hostTable('Hosts of this model', hosts),
    ],
  };
}

function hostsOf({ hosts }: Book, model: Model): Book['hosts'][number][] {
  return hosts.filter(({ host }) => host.model.id === model.id);
}

function facts(model: Model): Fact[] {
  const {
    nic,
    pci,
    firmwareVersion,
    memory,
    proxydhcp,
    loader,
    transport,
    drivers,
    profile,
    serial,
    args,
  } = model;
  return [
    ...factsOf(model, [
      ['vendor', model.vendor, 'vendor'],
      ['name', model.name, 'name'],
      ['firmware', firmwareName[model.firmware], 'firmware'],
      ['architecture', architectureName[model.architecture], 'architecture'],
      ['memory', memory === undefined ? undefined : `${memory} MiB`, 'memory'],
      ['network card', typeof nic === 'string' ? nic : nic?.join(', '), 'nic'],
      ['PCI id', pci && machine(pci.join(', ')), 'pci'],
      ['firmware version', firmwareVersion && machine(firmwareVersion), 'firmwareVersion'],
      [
        'proxyDHCP',
        proxydhcp === undefined ? undefined : proxydhcp ? 'works' : 'does not work',
        'proxydhcp',
      ],
      ['boot loader', loader && loaderName[loader], 'loader'],
      ['transport', transport && transportName[transport], 'transport'],
      ['drivers', drivers && driversName[drivers], 'drivers'],
      ['profile', profile && machine(profile, entityHref('profiles', profile)), 'profile'],
      ['serial console', serial && serialWords(serial), 'serial'],
      ['kernel arguments', args && machine(args.join(' ')), 'args'],
      [
        'extends',
        model.extends && machine(model.extends, entityHref('models', model.extends)),
        'extends',
      ],
    ]),
    writtenIn(model),
  ];
}
