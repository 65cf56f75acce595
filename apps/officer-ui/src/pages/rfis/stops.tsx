import { Link, useSearchParams } from 'react-router';
import type { RfiCheck } from '../../api/rfis';
import { useText } from '../../text/use-text';

export const stops = ['basis', 'addressees', 'questions', 'review'] as const;
export type Stop = (typeof stops)[number];

/** The stop that the address names; the first when it names none. */
export const useStop = (): Stop => {
  const [search] = useSearchParams();
  return stops.find((stop) => stop === search.get('stop')) ?? 'basis';
};

/** At which stop something that is missing can be mended. */
export const stopOf = ({ guard }: RfiCheck): Stop => {
  if (guard.includes('addressee')) return 'addressees';
  if (guard.startsWith('questions')) return 'questions';
  return guard.startsWith('signer') || guard.startsWith('case') ? 'review' : 'basis';
};

/** The four stops on the way to an issued request, each with how much is still missing there. */
export const Stops = ({ here, checks }: { here: Stop; checks: RfiCheck[] }) => {
  const t = useText();
  return (
    <nav className="stops" aria-label={t('rfis.stops')}>
      <ol>
        {stops.map((stop, index) => {
          const missing = checks.filter((check) => !check.ok && stopOf(check) === stop).length;
          return (
            <li key={stop}>
              <Link to={`?stop=${stop}`} aria-current={stop === here ? 'step' : undefined} preventScrollReset replace>
                <b>
                  {index + 1} {t(`rfis.stop.${stop}`)}
                </b>
                {checks.length > 0 && stop !== 'review' && (
                  <span className="meta">{t('rfis.stop.missing', { n: missing })}</span>
                )}
              </Link>
            </li>
          );
        })}
      </ol>
    </nav>
  );
};
