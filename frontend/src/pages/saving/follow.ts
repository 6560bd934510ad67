/** Sends what this device still has of this person, in the background; loaded apart, since most starts have none. */
export async function outboxFollow(userId: number | null): Promise<void> {
  const { outbox } = await import('../../state/saving/outbox.svelte');
  outbox.follow(userId);
}
