import { Basis } from '../../components/basis';
import { Sheet } from '../../components/sheet';
import type { RfiView } from '../../api/rfis';
import { useLocalized, useText } from '../../text/use-text';

/** What was asked for and with which notices: the words of the request itself. */
export const RequestSheet = ({ rfi }: { rfi: RfiView }) => {
  const t = useText();
  const local = useLocalized();
  const rule = rfi.rules.find((each) => each.kind === rfi.draft.kind);
  const notices = rule?.notices.filter((notice) => rfi.draft.notices?.includes(notice.id)) ?? [];
  return (
    <Sheet title={t('rfis.request')}>
      <dl className="why">
        <dt>{t('rfis.purpose')}</dt>
        <dd>{rfi.draft.purpose ?? '–'}</dd>
        {rfi.questionnaire && (
          <>
            <dt>{t('rfis.questionnaire')}</dt>
            <dd>
              {local(rfi.questionnaire.title)}, {t('rfis.version', { version: rfi.draft.questionnaire?.version ?? 1 })}
            </dd>
          </>
        )}
        <dt>{t('rfis.notices')}</dt>
        <dd>
          {notices.length === 0 && '–'}
          <ul className="stack stack--tight">
            {notices.map((notice) => (
              <li key={notice.id}>
                {local(notice.text)}{' '}
                <span className="basis">
                  <Basis of={notice.basis} />
                </span>
              </li>
            ))}
          </ul>
        </dd>
      </dl>
    </Sheet>
  );
};
