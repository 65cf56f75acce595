import { MINOR_UNITS } from './iso-4217.js';

/** An amount in whole minor units (cents) of an ISO 4217 currency. Never a float. */
export interface MinorMoney {
  minor: bigint;
  currency: string;
}

const SHAPE = /^(-?)(\d{1,18})(?:\.(\d{1,4}))?\s([A-Z]{3})$/;

/** Reads `1500000.00 EUR`; undefined when it is none, or has more places than its currency. */
export function parseMoney(text: string): MinorMoney | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', currency = ''] = match;
  const places = MINOR_UNITS[currency];
  if (places === undefined || fraction.length > places) return undefined;
  const minor = BigInt(whole + fraction.padEnd(places, '0'));
  return { minor: sign === '-' ? -minor : minor, currency };
}

/** Writes an amount as it is stored: `1500000.00 EUR`. */
export function moneyText({ minor, currency }: MinorMoney): string {
  const places = MINOR_UNITS[currency] ?? 2;
  const digits = (minor < 0n ? -minor : minor).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return `${minor < 0n ? '-' : ''}${whole}${places > 0 ? `.${digits.slice(-places)}` : ''} ${currency}`;
}
