import type { InquiryView } from '#contracts';
import { usePeople } from '../../api/people';
import type { Attention } from '../../api/queries';
import { Glyph, type Shape, type Tone } from '../../components/glyph';
import { Standing } from '../../components/inv';
import { Sheet } from '../../components/sheet';
import { ThenLink as Link } from '../../components/then-link';
import { useLocalized, useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';

const shapes: Record<Attention['kind'], [Shape, Tone]> = {
  'reply-overdue': ['tri', 'stop'],
  'reply-late': ['late', 'warn'],
  'limit-near': ['clock', 'here'],
  'clock-near': ['clock', 'here'],
  'conflict-undeclared': ['dia', 'warn'],
  'step-ready': ['here', 'here'],
};

const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

const addressOf = (what: Attention, inquiry: InquiryView): string => {
  if (what.kind === 'conflict-undeclared') return `/inquiries/${inquiry.id}/people`;
  if (what.rfiId) return `/rfis/${what.rfiId}`;
  return what.caseId ? `/cases/${what.caseId}` : `/inquiries/${inquiry.id}`;
};

/** What an officer should look at first. */
export const WantsAttention = ({ inquiry }: { inquiry: InquiryView }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const people = usePeople();
  const who = (what: Attention): string =>
    what.who === undefined ? '' : uuid.test(what.who) ? people(what.who).name : what.who;
  return (
    <Sheet aside title={t('attention.title')} note={inquiry.attention.length || undefined}>
      {inquiry.attention.length === 0 ? (
        <p className="meta">{t('attention.none')}</p>
      ) : (
        <ul className="bare">
          {inquiry.attention.map((what, index) => {
            const [shape, tone] = shapes[what.kind];
            const values = {
              who: who(what),
              title: what.title ? local(what.title) : '',
              day: what.on ? dates.full(what.on) : '',
              days: Math.abs(what.days ?? 0),
            };
            return (
              <li className="flag" key={`${what.kind} ${what.addresseeId ?? what.caseId ?? ''} ${index}`}>
                <Glyph shape={shape} tone={tone} />
                <div>
                  <Link to={addressOf(what, inquiry)}>{t(`attention.${what.kind}`, values)}</Link>
                  <Standing of={what.provenance} />
                  {what.on && <p className="meta">{t(`attention.${what.kind}.say`, values)}</p>}
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Sheet>
  );
};
