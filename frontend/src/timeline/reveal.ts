/** Scrolls a list, and nothing around it, until one of its children is seen: the page must not move under a finger. */
export function reveal(list: Element, child: Element | undefined): void {
  if (!child) return;
  const [outer, inner] = [list.getBoundingClientRect(), child.getBoundingClientRect()];
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
}
