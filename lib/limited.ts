/**
 * Runs tasks, so many at the same time; the others wait in order.
 *
 * @param most how many
 * @returns takes a task, and gives its result
 */
export function limited(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= most) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await task();
    } finally {
      // The place goes to who waits, or is free.
      const next = waiting.shift();
      if (next === undefined) {
        running--;
      } else {
        next();
      }
    }
  };
}

/**
 * Does something with each of many things, so many at the same time. When that fails with one of them nothing more is begun,
 * and what runs is waited for: nothing of it is left behind the caller's back.
 *
 * @param most how many at the same time
 * @param items the things
 * @param task what is done with each
 * @returns the results, in the order of the things
 * @throws what the first failure has thrown
 */
export async function limitedMap<T, R>(
  most: number,
  items: readonly T[],
  task: (item: T) => Promise<R>,
): Promise<R[]> {
  const queue = limited(most);
  const failures: unknown[] = [];
  const results: R[] = [];
  await Promise.all(
    items.map((item, index) =>
      queue(async () => {
        if (failures.length > 0) {
          return;
        }
        try {
          results[index] = await task(item);
        } catch (error) {
          failures.push(error);
        }
      }),
    ),
  );
  if (failures.length > 0) {
    throw failures[0];
  }
  return results;
}
