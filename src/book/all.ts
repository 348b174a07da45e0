import type { Catalogue } from '../../generators/catalogue/catalogue.ts';
import { routes } from '../../generators/plan/routes/index.ts';
import { stages } from '../../generators/plan/stages.ts';
import { drills } from '../../lab/drills/index.ts';
import type { Book } from '../data/book.ts';
import type { VerbHelp } from '../data/command.ts';
import type { LabBook } from '../data/lab.ts';
import { entityHref, fileHref, inventoryHref } from '../data/links.ts';
import type { PageContent } from './content.ts';
import { installReference } from './pages/answers.ts';
import { drillHref, drillList, drillPage } from './pages/drills.ts';
import { errorHref, errorList, errorPage } from './pages/errors.ts';
import { faultHref, faultList, faultPage } from './pages/faults.ts';
import { filePage } from './pages/files.ts';
import { hostList, hostPage } from './pages/hosts.ts';
import { imageList, imagePage } from './pages/images.ts';
import { inventoryList, inventoryPage } from './pages/inventory.ts';
import { modelList, modelPage } from './pages/models.ts';
import { networkList, networkPage } from './pages/networks.ts';
import { proofHref, proofList, proofPage } from './pages/proofs.ts';
import { profileList, profilePage } from './pages/profiles.ts';
import { quirkHref, quirkList, quirkPage } from './pages/quirks.ts';
import {
  commandReference,
  inventoryReference,
  problemReference,
  referenceList,
} from './pages/reference.ts';
import { routeList, routePage } from './pages/routes.ts';
import { serverList, serverPage } from './pages/servers.ts';
import { stageList, stagePage } from './pages/stages.ts';

/** A page that can be made when it is wanted: thousands of them need not lie in memory at once. */
export interface PageEntry {
  readonly path: string;
  readonly make: () => PageContent;
}

/** Every generated page, in the order in which the index of text twins lists them. */
export function allPages(
  book: Book,
  lab: LabBook,
  catalogue: Catalogue,
  verbs: readonly VerbHelp[],
): PageEntry[] {
  const { inventory, plans, sources } = book;
  const each = (
    collection: Parameters<typeof entityHref>[0],
    make: (book: Book, id: string) => PageContent,
  ): PageEntry[] =>
    [...inventory[collection].keys()].map((id) => ({
      path: entityHref(collection, id),
      make: () => make(book, id),
    }));
  return [
    { path: '/errors/', make: () => errorList(catalogue) },
    ...[...catalogue.errors.values()].map((entry) => ({
      path: errorHref(entry),
      make: () => errorPage(book, lab.faults, catalogue, entry),
    })),
    { path: '/quirks/', make: () => quirkList(catalogue) },
    ...[...catalogue.quirks.values()].map((quirk) => ({
      path: quirkHref(quirk),
      make: () => quirkPage(book, catalogue, lab.faults, quirk),
    })),
    { path: '/hosts/', make: () => hostList(book) },
    ...each('hosts', hostPage),
    { path: '/networks/', make: () => networkList(book) },
    ...each('networks', networkPage),
    { path: '/servers/', make: () => serverList(book) },
    ...each('servers', serverPage),
    { path: '/profiles/', make: () => profileList(book) },
    ...each('profiles', profilePage),
    { path: '/images/', make: () => imageList(book) },
    ...each('images', imagePage),
    { path: '/models/', make: () => modelList(book) },
    ...each('models', modelPage),
    { path: '/routes/', make: () => routeList(book, lab.proofs) },
    ...routes.map((route) => ({
      path: `/routes/${route.id}/`,
      make: () => routePage(book, lab.proofs, route),
    })),
    { path: '/stages/', make: () => stageList() },
    ...stages.map((stage) => ({
      path: `/stages/${stage.id}/`,
      make: () => stagePage(book, stage),
    })),
    { path: '/drills/', make: () => drillList(drills) },
    ...drills.map((drill) => ({ path: drillHref(drill), make: () => drillPage(drill) })),
    { path: '/proofs/', make: () => proofList(lab) },
    ...lab.proofs.map((proof) => ({
      path: proofHref(proof.predicate.boot.scenario),
      make: () => proofPage(book, proof),
    })),
    { path: '/faults/', make: () => faultList(lab.faults) },
    ...lab.faults.map((entry) => ({
      path: faultHref(entry.fault),
      make: () => faultPage(entry),
    })),
    { path: '/inventory/', make: () => inventoryList(book) },
    ...sources.map((source) => ({
      path: inventoryHref(source.path)!,
      make: () => inventoryPage(book, source),
    })),
    { path: '/reference/', make: () => referenceList() },
    { path: '/reference/inventory/', make: () => inventoryReference() },
    { path: '/reference/installs/', make: () => installReference() },
    { path: '/reference/problems/', make: () => problemReference() },
    { path: '/reference/command/', make: () => commandReference(verbs) },
    ...plans.flatMap(({ server }) =>
      book.emittedBy(server.id).shared.map((artifact) => ({
        path: fileHref(server.id, artifact),
        make: () => filePage(book, server.id, artifact),
      })),
    ),
  ];
}
