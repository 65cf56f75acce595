import type { RfiView } from '../../api/rfis';
import type { useLocalized, useText } from '../../text/use-text';

/** What a request is called: by its number, once it has one, and by that with its subject. */
export const rfiNames = (
  view: RfiView,
  t: ReturnType<typeof useText>,
  local: ReturnType<typeof useLocalized>,
): { number: string; title: string } => {
  const number =
    view.number === undefined
      ? t(view.state === 'draft' ? 'rfis.list.one.draft' : 'rfis.withdrawnOne')
      : t('inquiry.rfi', { number: view.number });
  return { number, title: t('rfis.title.one', { number, subject: local(view.draft.subject) || t('rfis.noSubject') }) };
};
