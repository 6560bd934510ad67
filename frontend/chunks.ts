/**
 * Which pieces of the program are fetched together. The workbench is what people wait for, so what it shows first is
 * apart from what it shows later: `shell` (every page) and `workbench`. `site` is what only other
 * pages share. Pages, further languages and what the workbench opens later are chunks of their own.
 */
type Graph = { getModuleInfo: (id: string) => { importedIds: readonly string[] } | null };

const EVERY_PAGE = /[\\/]src[\\/]main\.ts$/;
const WORKBENCH = /[\\/]src[\\/]pages[\\/](?:Work|workbench[\\/]Workbench)\.svelte$/;
const SHARED = /[\\/]src[\\/](?:api|keymap|shell|ui|i18n[\\/][^\\/]+\.ts|i18n[\\/]en[\\/]base[\\/])/;
const LIBRARY = /[\\/]node_modules[\\/](?:svelte|esm-env|clsx)[\\/]|vite[\\/]preload-helper/;
const BENCH = /[\\/]src[\\/](?:canvas|player|timeline|pages[\\/](?:Opening|Work|workbench[\\/].*)\b)/;
const ANSWER = /[\\/]src[\\/](?:domain|state)[\\/]|[\\/]node_modules[\\/]idb-keyval[\\/]/;

export function chunkPlan() {
  const starts = { everyPage: new Set<string>(), workbench: new Set<string>() };
  let everyPage: ReadonlySet<string> | null = null;
  let workbench: ReadonlySet<string> | null = null;

  function nameOf(id: string, graph: Graph): string | null {
    everyPage ??= reachedFrom(starts.everyPage, graph);
    workbench ??= reachedFrom(starts.workbench, graph);
    if (everyPage.has(id) || LIBRARY.test(id)) return 'shell';
    if (SHARED.test(id)) return workbench.has(id) ? 'shell' : 'site';
    if (!workbench.has(id)) return null;
    if (BENCH.test(id)) return 'workbench';
    return ANSWER.test(id) ? 'shell' : null;
  }

  return {
    nameOf,
    plugin: {
      name: 'chunk-plan',
      moduleParsed: ({ id }: { id: string }) => {
        if (EVERY_PAGE.test(id)) starts.everyPage.add(id);
        if (WORKBENCH.test(id)) starts.workbench.add(id);
      },
    },
  };
}

/** Everything that is loaded with these modules. */
function reachedFrom(ids: Iterable<string>, graph: Graph): ReadonlySet<string> {
  const reached = new Set(ids);
  for (const id of reached) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) reached.add(next);
  return reached;
}
