import type { Uuid } from '#contracts';
import { Webhook } from 'standardwebhooks';

export interface ToSign {
  /** Stays the same over all attempts and resends: what a receiver drops repeats by. */
  webhookId: Uuid;
  body: string;
  /** `whsec_…` */
  secret: string;
  /** From 1. */
  attempt: number;
  resend: boolean;
}

/**
 * Headers of an attempt: Standard Webhooks v1, and what tells repeats apart.
 * @param at the machine's time, never a demonstration's: receivers compare it with their own clock and refuse what is older than minutes
 */
export function signedHeaders({ webhookId, body, secret, attempt, resend }: ToSign, at: Date): Record<string, string> {
  return {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'user-agent': 'Dossier-Webhooks/1',
    'webhook-id': webhookId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(webhookId, at, body),
    'dossier-attempt': String(attempt),
    ...(resend && { 'dossier-resend': 'true' }),
  };
}
