import type { FeedReport } from './feed.js';

/** A report that cannot stop what it reports on: what a listener throws becomes a warning of the process. */
export function reportingTo(report: FeedReport | undefined): FeedReport {
  return (occurrence) => {
    try {
      report?.(occurrence);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  };
}
