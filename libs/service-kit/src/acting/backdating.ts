import type { LocalizedText, Role } from '#contracts';

/** Practice, not law: who keeps the register and who answers for a case may record what took effect on an earlier day. */
const BACKDATING: readonly Role[] = ['registry', 'case-manager', 'head-of-unit'];

/** Whether a role may record an act with effect on an earlier day; the act then needs a reason, too. The same in every service. */
export const mayBackdate = (role: string): boolean => BACKDATING.some((one) => one === role);

/** What who may not is told. */
export const BACKDATING_NOT_ALLOWED: LocalizedText = {
  en: 'Your role may record acts with effect today only. An earlier day is for the registry, a case manager or a head of unit to record.',
  fr: 'Votre fonction ne permet d’enregistrer que des actes prenant effet aujourd’hui. Un jour antérieur revient au greffe, au responsable de l’affaire ou au chef d’unité.',
};
