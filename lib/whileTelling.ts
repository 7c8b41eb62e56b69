/** Seconds between two lines: below the 30 s after which a silent command looks dead. */
const INTERVAL_SECONDS = Number(process.env["MESOS_TESTBED_TICK_SECONDS"] ?? 15);

/**
 * Waits for work that says nothing by itself, and tells that it goes on.
 *
 * @param tell called every 15 s with the seconds that it takes so far
 * @param work what is waited for
 * @returns its result
 */
export async function whileTelling<T>(
  tell: (seconds: number) => void,
  work: Promise<T>,
): Promise<T> {
  const started = Date.now();
  const timer = setInterval(
    () => tell(Math.round((Date.now() - started) / 1000)),
    INTERVAL_SECONDS * 1000,
  );
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
