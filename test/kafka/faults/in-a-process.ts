import type { KafkaSettings } from '#event-feed';

/** Where the brokers are and who comes, as it was handed over. */
export const kafkaOf = (given: string): KafkaSettings => JSON.parse(given) as KafkaSettings;

const machine = Date.now.bind(Date);

/** Sets this process's wall clock forward or back; its monotonic clock goes on, as on a machine whose clock is set. */
export function jumpWhenTold(message: { do: string; ms?: number }): void {
  if (message.do === 'jump') Date.now = () => machine() + (message.ms ?? 0);
}
