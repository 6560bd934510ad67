import { type Route, routeMatch } from './routes';

class Navigation {
  route = $state.raw<Route>(routeMatch(location.pathname));
  search = $state(location.search);

  /** Goes to a path of this site without loading the page anew. */
  go(path: string, { replace = false }: { replace?: boolean } = {}): void {
    const url = new URL(path, location.href);
    if (replace) history.replaceState(null, '', url);
    else history.pushState(null, '', url);
    this.#read();
    scrollTo(0, 0);
  }

  /** Follows the address bar and takes over clicks on links that stay on this site. */
  start(): () => void {
    const popped = () => this.#read();
    addEventListener('popstate', popped);
    document.addEventListener('click', clicked);
    return () => {
      removeEventListener('popstate', popped);
      document.removeEventListener('click', clicked);
    };
  }

  /** A change of the query alone leaves the route, and with it the page, as it is. */
  #read(): void {
    const route = routeMatch(location.pathname);
    if (JSON.stringify(route) !== JSON.stringify(this.route)) this.route = route;
    this.search = location.search;
  }
}

export const navigation = new Navigation();

const SERVED_ELSEWHERE = /^\/(?:api|admin|static|health|metrics)(?:\/|$)/;

function clicked(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || event.defaultPrevented || opensElsewhere(event, link)) return;
  event.preventDefault();
  navigation.go(link.pathname + link.search + link.hash);
}

function opensElsewhere(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const modified = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  const leaves = link.origin !== location.origin || SERVED_ELSEWHERE.test(link.pathname);
  const inPage = link.hash !== '' && link.pathname === location.pathname;
  return modified || leaves || inPage || link.target === '_blank' || link.hasAttribute('download');
}
